const require=process.getBuiltinModule;
import{a as u}from"./chunk-XM6A5KNT.js";import{a as i}from"./chunk-HTTR7YHX.js";import{b_JK7P3LWJ as p}from"./joined.js";import"./joined.js";import{b_2EUSZG3Z as d,d_2EUSZG3Z as l}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import{c_EHE7NKGW as c,d_EHE7NKGW as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import{a_QG7YQQ37 as m}from"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";function $(e){let o=e.createHelp();return o.visibleCommands(e).map(n=>({name:n.name(),summary:n.summary(),flags:o.visibleOptions(n).map(O),argument:R(e,n)}))}var g=[...Object.keys(c),f];function O(e){let o=[e.short,e.long].filter(r=>r!=null),n=/[<[](.+?)[>\]]/.exec(e.flags)?.[1];return{names:o,about:e.description,takes:n===void 0||e.optional?"nothing":e.argChoices??W(e.long??"",n)}}var y={"--agent":g,"--context":"contexts","--project":"projects","--namespace":"projects"};function W(e,o){return y[e]??(o==="file"?"file":"text")}function h(e){return i.some(o=>o===e)}function R(e,o){let[n]=o.registeredArguments;if(o.name()==="help")return[...e.createHelp().visibleCommands(e).map(r=>r.name()),...Object.keys(u)];if(n?.argChoices!==void 0)return n.argChoices;if(o.name()==="agents")return[...g,"add"];if(n?.name()==="session")return n.variadic?"sessions":"session"}function b(e){let o=e.map(({name:n,flags:r,argument:t})=>`    ${n})
      case "$prev" in
${r.flatMap(w).join("")}      esac
      if [[ $cur == -* ]]; then
        words=${s(r.flatMap(({names:a})=>a).join(" "))}
      else
        ${P(t)}
      fi
      ;;
`);return`# bash completion for amber, made by: amber completion bash
# A context's name may hold a colon, and @latest begins with an @: neither ends a word.
COMP_WORDBREAKS=\${COMP_WORDBREAKS//[@:]/}
_amber_offers() {
  amber complete "$1" -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null
}
_amber() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words=
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W ${s(e.map(({name:n})=>n).join(" "))} -- "$cur"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${o.join("")}  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _amber amber
`}function w({names:e,takes:o}){if(o==="nothing")return[];let n=typeof o=="string"?`"$(_amber_offers ${o})"`:s(o.join(" ")),r=o==="file"?'COMPREPLY=($(compgen -f -- "$cur"))':o==="text"?":":`COMPREPLY=($(compgen -W ${n} -- "$cur"))`;return[`        ${e.join("|")}) ${r}; return ;;
`]}function P(e){return e==="session"||e==="sessions"?'words="@latest $(_amber_offers sessions)"':e===void 0?":":`words=${s(e.join(" "))}`}function C(e){let o=e.map(({name:n,flags:r,argument:t})=>{let a=[...r.map(x),...j(t)].map(_=>` \\
        ${_}`).join("");return`      ${n})
        _arguments -s${a}
        ;;
`});return`#compdef amber
# zsh completion for amber, made by: amber completion zsh
_amber_offers() {
  local -a offers
  offers=(\${(f)"$(amber complete $1 -- \${words[1,CURRENT-1]} 2>/dev/null)"})
  [[ $1 == sessions ]] && offers=(@latest $offers)
  compadd -a offers
}
${i.map(n=>`_amber_${n}() { _amber_offers ${n} }
`).join("")}_amber() {
  local -a commands
  commands=(
${e.map(({name:n,summary:r})=>`    ${s(`${n}:${r}`)}
`).join("")}  )
  if (( CURRENT == 2 )); then
    _describe command commands
  else
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
${o.join("")}    esac
  fi
}
if [[ $funcstack[1] == _amber ]]; then _amber "$@"; else compdef _amber amber; fi
`}function x({names:e,about:o,takes:n}){let r=o.replace(/[[\]:\\]/g,"\\$&"),t=n==="nothing"?"":n==="file"?":file:_files":n==="text"?":value: ":h(n)?`:value:_amber_${n}`:`:value:(${n.join(" ")})`;return`'*'${e.length===1?e[0]??"":`{${e.join(",")}}`}${s(`[${r}]${t}`)}`}function j(e){return e==="sessions"?[s("*:session:_amber_sessions")]:e==="session"?[s("1:session:_amber_sessions")]:e===void 0?[]:[s(`1:word:(${e.join(" ")})`)]}function s(e){return`'${e.replaceAll("'","'\\''")}'`}function Y(e,o=E){let n=new l("completion").description("Prints a completion script.").addArgument(new d("<shell>","the shell it is for").choices(["bash","zsh"]));return p(n,{examples:[{run:'eval "$(amber completion bash)"',what:"for this shell"},{run:"amber completion bash > amber.bash",what:"for good: put it into ~/.local/share/bash-completion/completions/amber"},{run:"amber completion zsh > _amber",what:"for zsh: into a folder of $fpath"}],exits:[0,2],exitWords:{0:"printed"}}).action(async r=>{e.exitCode=await o(e,{shell:r,program:n.parent})})}async function E(e,{shell:o,program:n}){if(n===null)throw new m("INTERNAL","completion stands outside of its tree");let r=$(n);return await e.stdout.write(o==="zsh"?C(r):b(r)),0}export{Y as command};
