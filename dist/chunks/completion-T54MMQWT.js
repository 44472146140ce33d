const require=process.getBuiltinModule;
import{a as u}from"./chunk-UGUBFKXQ.js";import{b_DYGLFXS2 as f}from"./joined.js";import"./joined.js";import{b_2EUSZG3Z as m,d_2EUSZG3Z as l}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import{a_6PTNUUAQ as d,b_6PTNUUAQ as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import{a_RXTYU25Z as a}from"./joined.js";import"./chunk-AV2YV2RQ.js";var p="amber list --limit 50 -o name 2>/dev/null | sed 's|^session/||'";function h(e){let o=e.map(({name:n,flags:r,argument:t})=>`    ${n})
      case "$prev" in
${r.flatMap(C).join("")}      esac
      if [[ $cur == -* ]]; then
        words=${s(r.flatMap(({names:i})=>i).join(" "))}
      else
        ${O(t)}
      fi
      ;;
`);return`# bash completion for amber, made by: amber completion bash
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
`}function C({names:e,takes:o}){if(o==="nothing")return[];let n=o==="file"?'COMPREPLY=($(compgen -f -- "$cur"))':o==="text"?":":`COMPREPLY=($(compgen -W ${s(o.join(" "))} -- "$cur"))`;return[`        ${e.join("|")}) ${n}; return ;;
`]}function O(e){return e==="session"||e==="sessions"?`words="@latest $(${p})"`:e===void 0?":":`words=${s(e.join(" "))}`}function $(e){let o=e.map(({name:n,flags:r,argument:t})=>{let i=[...r.map(y),...W(t)].map(b=>` \\
        ${b}`).join("");return`      ${n})
        _arguments -s${i}
        ;;
`});return`#compdef amber
# zsh completion for amber, made by: amber completion zsh
_amber_sessions() {
  local -a sessions
  sessions=(@latest \${(f)"$(${p})"})
  compadd -a sessions
}
_amber() {
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
`}function y({names:e,about:o,takes:n}){let r=o.replace(/[[\]:\\]/g,"\\$&"),t=n==="nothing"?"":n==="file"?":file:_files":n==="text"?":value: ":`:value:(${n.join(" ")})`;return`'*'${e.length===1?e[0]??"":`{${e.join(",")}}`}${s(`[${r}]${t}`)}`}function W(e){return e==="sessions"?[s("*:session:_amber_sessions")]:e==="session"?[s("1:session:_amber_sessions")]:e===void 0?[]:[s(`1:word:(${e.join(" ")})`)]}function s(e){return`'${e.replaceAll("'","'\\''")}'`}function g(e){let o=e.createHelp();return o.visibleCommands(e).map(n=>({name:n.name(),summary:n.summary(),flags:o.visibleOptions(n).map(_),argument:P(e,n)}))}var w=[...Object.keys(d),c];function _(e){let o=[e.short,e.long].filter(r=>r!=null),n=/[<[](.+?)[>\]]/.exec(e.flags)?.[1];return{names:o,about:e.description,takes:n===void 0||e.optional?"nothing":e.argChoices??(e.long==="--agent"?w:n==="file"?"file":"text")}}function P(e,o){let[n]=o.registeredArguments;if(o.name()==="help")return[...e.createHelp().visibleCommands(e).map(r=>r.name()),...Object.keys(u)];if(n?.argChoices!==void 0)return n.argChoices;if(n?.name()==="session")return n.variadic?"sessions":"session"}function I(e,o=R){let n=new l("completion").description("Prints a completion script.").addArgument(new m("<shell>","the shell it is for").choices(["bash","zsh"]));return f(n,{examples:[{run:'eval "$(amber completion bash)"',what:"for this shell"},{run:"amber completion bash > amber.bash",what:"for good: put it into ~/.local/share/bash-completion/completions/amber"},{run:"amber completion zsh > _amber",what:"for zsh: into a folder of $fpath"}],exits:[0,2],exitWords:{0:"printed"}}).action(async r=>{e.exitCode=await o(e,{shell:r,program:n.parent})})}async function R(e,{shell:o,program:n}){if(n===null)throw new a("INTERNAL","completion stands outside of its tree");let r=g(n);return await e.stdout.write(o==="zsh"?$(r):h(r)),0}export{I as command};
