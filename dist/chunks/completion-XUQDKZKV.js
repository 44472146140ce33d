const require=process.getBuiltinModule;
import{a as O}from"./chunk-2B5ZXYXT.js";import{a as p}from"./chunk-EOVGIJED.js";import{b as y}from"./chunk-AYJY652U.js";import{d_JCFVHST5 as C}from"./main.js";import{b_2EUSZG3Z as g,d_2EUSZG3Z as b}from"./main.js";import"./main.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import{b_7ZUNJY4F as l}from"./main.js";import"./main-shared.js";import{a_C7PGHA5Y as h}from"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import{e_ZXOXKJGD as t}from"./main-shared.js";import{a_QG7YQQ37 as _}from"./main-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";function W(e){let o=e.createHelp();return o.visibleCommands(e).map(n=>({name:n.name(),aliases:n.aliases(),summary:n.summary(),flags:o.visibleOptions(n).map(S),argument:E(e,n),...n.name()==="config"&&{second:{get:l,set:l,unset:l}}}))}function S(e){let o=[e.short,e.long].filter(r=>r!=null),n=/[<[](.+?)[>\]]/.exec(e.flags)?.[1];return{names:o,about:e.description,takes:n===void 0||e.optional?"nothing":e.argChoices??D(e.long??"",n)}}var M={"--agent":"agents","--model":"models","--mode":"modes","--effort":"efforts","--context":"contexts","--session":"sessions","--project":"projects","--namespace":"projects","--fields":{listOf:y},"--show":{listOf:h},"--cwd":"directory","--from":"directory"};function D(e,o){return M[e]??(o.split("|").includes("file")?"file":"text")}function c(e){return typeof e=="object"&&"listOf"in e}function u(e){return p.some(o=>o===e)}function E(e,o){let[n]=o.registeredArguments;if(o.name()==="help")return[...e.createHelp().visibleCommands(e).map(r=>r.name()),...Object.keys(O)];if(n?.argChoices!==void 0)return n.argChoices;if(o.name()==="agents")return"agents";if(n?.name()==="session")return n.variadic?"sessions":"session"}function w(e){let o=e.map(({name:n,aliases:r,flags:s,argument:a,second:m})=>`    ${[n,...r].join("|")})
      case "$prev" in
${s.flatMap(v).join("")}      esac
      if [[ $cur == -* ]]; then
        words=${t(s.flatMap(({names:d})=>d).join(" "))}
      else
        ${L(a)}${F(m)}
      fi
      ;;
`);return`# bash completion for amber, made by: amber completion bash
# A context's name may hold a colon, and @latest begins with an @: neither ends a word.
COMP_WORDBREAKS=\${COMP_WORDBREAKS//[@:]/}
_amber_offers() {
  amber complete "$1" "--typed=\${COMP_WORDS[COMP_CWORD]}" -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null
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
`}function v({names:e,takes:o}){if(o==="nothing")return[];if(c(o)){let s=t(o.listOf.join(" "));return[`        ${e.join("|")}) COMPREPLY=($(compgen -P "\${cur%"\${cur##*,}"}" -W ${s} -- "\${cur##*,}")); return ;;
`]}let n=typeof o=="string"?`"$(_amber_offers ${o})"`:t(o.join(" ")),r=o==="file"?'COMPREPLY=($(compgen -f -- "$cur"))':o==="directory"?'COMPREPLY=($(compgen -d -- "$cur"))':o==="text"?":":`COMPREPLY=($(compgen -W ${n} -- "$cur"))`;return[`        ${e.join("|")}) ${r}; return ;;
`]}function L(e){return e==="session"||e==="sessions"?'words="@latest $(_amber_offers sessions)"':e==="agents"?'words="add $(_amber_offers agents)"':e===void 0?":":`words=${t(e.join(" "))}`}function F(e){return e===void 0?"":`
        [[ $COMP_CWORD -gt 2 ]] && case "\${COMP_WORDS[2]}" in${Object.entries(e).map(([n,r])=>` ${n}) words=${t(r.join(" "))} ;;`).join("")} esac`}function j(e){let o=e.map(({name:n,aliases:r,flags:s,argument:a,second:m})=>{let d=[...s.map(A),...I(a),...N(m)].map($=>` \\
        ${$}`).join("");return`      ${[n,...r].join("|")})
        _arguments -s${d}
        ;;
`});return`#compdef amber
# zsh completion for amber, made by: amber completion zsh
_amber_offers() {
  local -a offers
  offers=(\${(f)"$(amber complete $1 --typed=\${words[CURRENT]} -- \${words[1,CURRENT-1]} 2>/dev/null)"})
  [[ $1 == sessions ]] && offers=(@latest $offers)
  compadd -a offers
}
${p.map(n=>`_amber_${n}() { _amber_offers ${n} }
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
`}function A({names:e,about:o,takes:n}){let r=o.replace(/[[\]:\\]/g,"\\$&"),s=n==="nothing"?"":n==="file"?":file:_files":n==="directory"?":directory:_files -/":c(n)?`:names:_values -s , name ${n.listOf.join(" ")}`:n==="text"?":value: ":u(n)?`:value:_amber_${n}`:`:value:(${n.join(" ")})`;return`'*'${e.length===1?e[0]??"":`{${e.join(",")}}`}${t(`[${r}]${s}`)}`}function I(e){return e==="sessions"?[t("*:session:_amber_sessions")]:e==="session"?[t("1:session:_amber_sessions")]:e==="agents"?[t("1:agent:_amber_agents")]:e===void 0?[]:[t(`1:word:(${e.join(" ")})`)]}function N(e){if(e===void 0)return[];let o=Object.entries(e).map(([n,r])=>`${n}) compadd ${r.join(" ")} ;;`);return[t(`2:word:{ case $words[2] in ${o.join(" ")} esac }`)]}function P(e){return`# fish completion for amber, made by: amber completion fish
function __amber_at_command
    test (count (commandline -opc)) -eq 1
end
function __amber_command_is
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $argv
end
function __amber_after
    set -l words (commandline -opc)
    test (count $words) -gt 2; and contains -- $words[3] $argv
end
function __amber_offers
    set -l words (commandline -opc)
    amber complete $argv[1] --typed=(commandline -ct) -- $words[2..-1] 2>/dev/null
end
${e.map(({name:n,summary:r})=>`complete -c amber -n __amber_at_command -f -a ${n} -d ${i(r)}
`).join("")}${e.map(T).join("")}`}function T({name:e,aliases:o,flags:n,argument:r,second:s={}}){let a=`complete -c amber -n ${i(`__amber_command_is ${[e,...o].join(" ")}`)}`,m=n.map(f=>`${a} ${K(f)} -d ${i(f.about)}
`),d=r===void 0?void 0:r==="session"||r==="sessions"?"@latest (__amber_offers sessions)":r==="agents"?"add (__amber_offers agents)":r.join(" "),$=Object.entries(s).map(([f,x])=>`complete -c amber -n ${i(`__amber_command_is ${e}; and __amber_after ${f}`)} -f -a ${i(x.join(" "))}
`);return m.join("")+(d===void 0?"":`${a} -f -a ${i(d)}
`)+$.join("")}function K({names:e,takes:o}){let n=e.map(s=>s.startsWith("--")?`-l ${s.slice(2)}`:`-s ${s.slice(1)}`),r=o==="nothing"?[]:o==="file"?["-r -F"]:o==="directory"?["-x -a '(__fish_complete_directories)'"]:c(o)?[`-x -a ${i(`(__fish_append , ${o.listOf.join(" ")})`)}`]:o==="text"?["-x"]:[`-x -a ${i(u(o)?`(__amber_offers ${o})`:o.join(" "))}`];return[...n,...r].join(" ")}function i(e){return`'${e.replace(/[\\']/g,"\\$&")}'`}var R={bash:w,zsh:j,fish:P};function ie(e,o=z){let n=new b("completion").description("Prints a completion script.").addArgument(new g("<shell>","the shell it is for").choices(Object.keys(R)));return C(n,{examples:[{run:'eval "$(amber completion bash)"',what:"for this shell"},{run:"amber completion bash > amber.bash",what:"for good: put it into ~/.local/share/bash-completion/completions/amber"},{run:"amber completion zsh > _amber",what:"for zsh: into a folder of $fpath"},{run:"amber completion fish > amber.fish",what:"for fish: put it into ~/.config/fish/completions/"}],exits:[0,2],exitWords:{0:"printed"}}).action(async r=>{e.exitCode=await o(e,{shell:r,program:n.parent})})}async function z(e,{shell:o,program:n}){if(n===null)throw new _("INTERNAL","completion stands outside of its tree");return await e.stdout.write(R[o]?.(W(n))??""),0}export{ie as command};
