const require=process.getBuiltinModule;
import{a as g}from"./chunk-NS2FPQYY.js";import{a as l}from"./chunk-VMUOBFGW.js";import{b_JK7P3LWJ as $}from"./start.js";import"./start.js";import{b_2EUSZG3Z as p,d_2EUSZG3Z as u}from"./start.js";import"./start.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import{a_QG7YQQ37 as f}from"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";function b(e){let o=e.createHelp();return o.visibleCommands(e).map(n=>({name:n.name(),aliases:n.aliases(),summary:n.summary(),flags:o.visibleOptions(n).map(W),argument:j(e,n)}))}function W(e){let o=[e.short,e.long].filter(r=>r!=null),n=/[<[](.+?)[>\]]/.exec(e.flags)?.[1];return{names:o,about:e.description,takes:n===void 0||e.optional?"nothing":e.argChoices??w(e.long??"",n)}}var O={"--agent":"agents","--context":"contexts","--session":"sessions","--project":"projects","--namespace":"projects"};function w(e,o){return O[e]??(o==="file"?"file":"text")}function c(e){return l.some(o=>o===e)}function j(e,o){let[n]=o.registeredArguments;if(o.name()==="help")return[...e.createHelp().visibleCommands(e).map(r=>r.name()),...Object.keys(g)];if(n?.argChoices!==void 0)return n.argChoices;if(o.name()==="agents")return"agents";if(n?.name()==="session")return n.variadic?"sessions":"session"}function _(e){return`# fish completion for amber, made by: amber completion fish
function __amber_at_command
    test (count (commandline -opc)) -eq 1
end
function __amber_command_is
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $argv
end
function __amber_offers
    set -l words (commandline -opc)
    amber complete $argv[1] -- $words[2..-1] 2>/dev/null
end
${e.map(({name:n,summary:r})=>`complete -c amber -n __amber_at_command -f -a ${n} -d ${m(r)}
`).join("")}${e.map(R).join("")}`}function R({name:e,aliases:o,flags:n,argument:r}){let s=`complete -c amber -n ${m(`__amber_command_is ${[e,...o].join(" ")}`)}`,i=n.map(d=>`${s} ${x(d)} -d ${m(d.about)}
`),a=r===void 0?void 0:r==="session"||r==="sessions"?"@latest (__amber_offers sessions)":r==="agents"?"add (__amber_offers agents)":r.join(" ");return i.join("")+(a===void 0?"":`${s} -f -a ${m(a)}
`)}function x({names:e,takes:o}){let n=e.map(s=>s.startsWith("--")?`-l ${s.slice(2)}`:`-s ${s.slice(1)}`),r=o==="nothing"?[]:o==="file"?["-r -F"]:o==="text"?["-x"]:[`-x -a ${m(c(o)?`(__amber_offers ${o})`:o.join(" "))}`];return[...n,...r].join(" ")}function m(e){return`'${e.replace(/[\\']/g,"\\$&")}'`}function h(e){let o=e.map(({name:n,aliases:r,flags:s,argument:i})=>`    ${[n,...r].join("|")})
      case "$prev" in
${s.flatMap(P).join("")}      esac
      if [[ $cur == -* ]]; then
        words=${t(s.flatMap(({names:a})=>a).join(" "))}
      else
        ${v(i)}
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
    COMPREPLY=($(compgen -W ${t(e.map(({name:n})=>n).join(" "))} -- "$cur"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${o.join("")}  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _amber amber
`}function P({names:e,takes:o}){if(o==="nothing")return[];let n=typeof o=="string"?`"$(_amber_offers ${o})"`:t(o.join(" ")),r=o==="file"?'COMPREPLY=($(compgen -f -- "$cur"))':o==="text"?":":`COMPREPLY=($(compgen -W ${n} -- "$cur"))`;return[`        ${e.join("|")}) ${r}; return ;;
`]}function v(e){return e==="session"||e==="sessions"?'words="@latest $(_amber_offers sessions)"':e==="agents"?'words="add $(_amber_offers agents)"':e===void 0?":":`words=${t(e.join(" "))}`}function C(e){let o=e.map(({name:n,aliases:r,flags:s,argument:i})=>{let a=[...s.map(S),...M(i)].map(d=>` \\
        ${d}`).join("");return`      ${[n,...r].join("|")})
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
${l.map(n=>`_amber_${n}() { _amber_offers ${n} }
`).join("")}_amber() {
  local -a commands
  commands=(
${e.map(({name:n,summary:r})=>`    ${t(`${n}:${r}`)}
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
`}function S({names:e,about:o,takes:n}){let r=o.replace(/[[\]:\\]/g,"\\$&"),s=n==="nothing"?"":n==="file"?":file:_files":n==="text"?":value: ":c(n)?`:value:_amber_${n}`:`:value:(${n.join(" ")})`;return`'*'${e.length===1?e[0]??"":`{${e.join(",")}}`}${t(`[${r}]${s}`)}`}function M(e){return e==="sessions"?[t("*:session:_amber_sessions")]:e==="session"?[t("1:session:_amber_sessions")]:e==="agents"?[t("1:agent:_amber_agents")]:e===void 0?[]:[t(`1:word:(${e.join(" ")})`)]}function t(e){return`'${e.replaceAll("'","'\\''")}'`}var y={bash:h,zsh:C,fish:_};function V(e,o=A){let n=new u("completion").description("Prints a completion script.").addArgument(new p("<shell>","the shell it is for").choices(Object.keys(y)));return $(n,{examples:[{run:'eval "$(amber completion bash)"',what:"for this shell"},{run:"amber completion bash > amber.bash",what:"for good: put it into ~/.local/share/bash-completion/completions/amber"},{run:"amber completion zsh > _amber",what:"for zsh: into a folder of $fpath"},{run:"amber completion fish > amber.fish",what:"for fish: put it into ~/.config/fish/completions/"}],exits:[0,2],exitWords:{0:"printed"}}).action(async r=>{e.exitCode=await o(e,{shell:r,program:n.parent})})}async function A(e,{shell:o,program:n}){if(n===null)throw new f("INTERNAL","completion stands outside of its tree");return await e.stdout.write(y[o]?.(b(n))??""),0}export{V as command};
