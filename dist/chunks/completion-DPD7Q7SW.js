const require=process.getBuiltinModule;
import{a as $}from"./chunk-EOVGIJED.js";import{a as j}from"./chunk-6MAUPRPC.js";import{c as W}from"./chunk-OSXX627B.js";import{d_KCPMJ3SD as O}from"./main.js";import{b_2EUSZG3Z as C,d_2EUSZG3Z as y}from"./main.js";import"./main-shared.js";import"./main-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import{c_GLEIXSOJ as p}from"./main.js";import"./main-shared.js";import{a_BCHYTJ6T as w}from"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-MY4VRDAE.js";import"./chunk-LJTZADEM.js";import"./chunk-6ER2AY6B.js";import{g as t}from"./chunk-4NQBZHZH.js";import{a as b}from"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";function P(e){let n=e.createHelp();return n.visibleCommands(e).map(o=>({name:o.name(),aliases:o.aliases(),summary:o.summary(),flags:n.visibleOptions(o).map(L),argument:N(e,o),...o.name()==="config"&&{second:{get:p,set:p,unset:p}}}))}function L(e){let n=[e.short,e.long].filter(r=>r!=null),o=/[<[](.+?)[>\]]/.exec(e.flags)?.[1];return{names:n,about:e.description,takes:o===void 0||e.optional?"nothing":e.argChoices??I(e.long??"",o)}}var A={"--agent":"agents","--model":"models","--mode":"modes","--effort":"efforts","--context":"contexts","--session":"sessions","--project":"projects","--namespace":"projects","--fields":{listOf:W},"--show":{listOf:w},"--cwd":"directory","--from":"directory"};function I(e,n){return A[e]??(n.split("|").includes("file")?"file":"text")}function _(e){let n=e.flatMap(r=>r.flags),o=new Set(n.filter(({takes:r})=>r==="nothing").flatMap(({names:r})=>r));return[...new Set(n.flatMap(({names:r})=>r))].filter(r=>!o.has(r))}function m(e){return typeof e=="object"&&"listOf"in e}function l(e){return $.some(n=>n===e)}function N(e,n){let[o]=n.registeredArguments;if(n.name()==="help")return[...e.createHelp().visibleCommands(e).map(r=>r.name()),...Object.keys(j)];if(o?.argChoices!==void 0)return o.argChoices;if(n.name()==="agents")return"agents";if(o?.name()==="session")return o.variadic?"sessions":"session"}function R(e){let n=e.map(({name:o,aliases:r,flags:s,argument:i,second:a})=>`    ${[o,...r].join("|")})
      case "$prev" in
${s.flatMap(T).join("")}      esac
      if [[ $cur == -* ]]; then
        words=${t(s.flatMap(({names:c})=>c).join(" "))}
      else
        ${K(i)}${z(a)}
      fi
      ;;
`);return`# bash completion for amber, made by: amber completion bash
# A context's name may hold a colon, and @latest begins with an @: neither ends a word.
COMP_WORDBREAKS=\${COMP_WORDBREAKS//[@:]/}
_amber_offers() {
  amber complete "$1" "--typed=\${COMP_WORDS[COMP_CWORD]}" -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null
}
# Takes of words, one a line, those that fit, quoted: they may hold blanks.
_amber_take() {
  local word
  while IFS= read -r word; do
    printf -v word %q "$word"
    [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
  done
}
# Whether nothing but flags and their values stands between the command and the word that is being typed.
_amber_is_first() {
  local word value=
  for word in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    if [[ $word == = ]]; then value=1
    elif [[ $value ]]; then value=
    elif [[ $word != -* ]]; then return 1
    else [[ ${t(` ${_(e).join(" ")} `)} == *" $word "* ]] && value=1
    fi
  done
}
_amber() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words=
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W ${t(e.flatMap(({name:o,aliases:r})=>[o,...r]).join(" "))} -- "$cur"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${n.join("")}  esac
  COMPREPLY+=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _amber amber
`}function T({names:e,takes:n}){if(n==="nothing")return[];if(m(n)){let r=t(n.listOf.join(" "));return[`        ${e.join("|")}) COMPREPLY=($(compgen -P "\${cur%"\${cur##*,}"}" -W ${r} -- "\${cur##*,}")); return ;;
`]}let o=n==="file"?'COMPREPLY=($(compgen -f -- "$cur"))':n==="directory"?'COMPREPLY=($(compgen -d -- "$cur"))':n==="text"?":":l(n)?`_amber_take < <(_amber_offers ${n})`:`COMPREPLY=($(compgen -W ${t(n.join(" "))} -- "$cur"))`;return[`        ${e.join("|")}) ${o}; return ;;
`]}function K(e){return e==="sessions"?"_amber_take < <(echo @latest; _amber_offers sessions)":e==="session"?"_amber_is_first && _amber_take < <(echo @latest; _amber_offers sessions)":e==="agents"?"_amber_take < <(echo add; _amber_offers agents)":e===void 0?":":`_amber_is_first && words=${t(e.join(" "))}`}function z(e){return e===void 0?"":`
        [[ $COMP_CWORD -eq 3 ]] && case "\${COMP_WORDS[2]}" in${Object.entries(e).map(([o,r])=>` ${o}) words=${t(r.join(" "))} ;;`).join("")} esac`}function v(e){let n=(r,s)=>`complete -c amber -n __amber_at_command -f -a ${r} -d ${d(s)}
`,o=e.flatMap(({name:r,aliases:s,summary:i})=>[n(r,i),...s.map(a=>n(a,`the same as ${r}`))]);return`# fish completion for amber, made by: amber completion fish
function __amber_at_command
    test (count (commandline -opc)) -eq 1
end
function __amber_command_is
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $argv
end
function __amber_arguments
    set -l words (commandline -opc)
    set -l value
    for word in $words[3..-1]
        if set -q value[1]
            set value
        else if string match -q -- '-*' $word
            contains -- $word ${_(e).join(" ")}; and set value $word
        else
            echo $word
        end
    end
end
function __amber_is_first
    test (count (__amber_arguments)) -eq 0
end
function __amber_after
    set -l arguments (__amber_arguments)
    test (count $arguments) -eq 1; and test $arguments[1] = $argv[1]
end
function __amber_offers
    set -l words (commandline -opc)
    test $argv[1] = sessions; and printf '@latest\\tthe newest session\\n'
    amber complete $argv[1] --about --typed=(commandline -ct) -- $words[2..-1] 2>/dev/null
end
${o.join("")}${e.map(q).join("")}`}function q({name:e,aliases:n,flags:o,argument:r,second:s={}}){let i=`__amber_command_is ${[e,...n].join(" ")}`,a=g(i),c=o.map(u=>`${a} ${Y(u)} -d ${d(u.about)}
`),f=r===void 0?void 0:r==="session"||r==="sessions"?"(__amber_offers sessions)":r==="agents"?"add (__amber_offers agents)":r.join(" "),x=Object.entries(s).map(([u,F])=>`${g(`${i}; and __amber_after ${u}`)} -f -a ${d(F.join(" "))}
`),h=typeof r=="object",D=h||r==="session"?g(`${i}; and __amber_is_first`):a,E=f===void 0?"":`${D} -f${h?"":" -k"} -a ${d(f)}
`;return c.join("")+E+x.join("")}var g=e=>`complete -c amber -n ${d(e)}`;function Y({names:e,takes:n}){let o=e.map(s=>s.startsWith("--")?`-l ${s.slice(2)}`:`-s ${s.slice(1)}`),r=n==="nothing"?[]:n==="file"?["-r -F"]:n==="directory"?["-x -a '(__fish_complete_directories)'"]:m(n)?[`-x -a ${d(`(__fish_append , ${n.listOf.join(" ")})`)}`]:n==="text"?["-x"]:[`-x -a ${d(l(n)?`(__amber_offers ${n})`:n.join(" "))}`];return[...o,...r].join(" ")}function d(e){return`'${e.replace(/[\\']/g,"\\$&")}'`}function M(e){let n=e.map(({name:o,aliases:r,flags:s,argument:i,second:a})=>{let c=[...s.map(H),...Q(i),...V(a)].map(f=>` \\
        ${f}`).join("");return`      ${[o,...r].join("|")})
        _arguments -s${c}
        ;;
`});return`#compdef amber
# zsh completion for amber, made by: amber completion zsh
_amber_offers() {
  local -a lines offers shown
  local line
  lines=(\${(f)"$(amber complete $1 --about --typed=\${(Q)words[CURRENT]} -- "\${(@Q)words[1,CURRENT-1]}" 2>/dev/null)"})
  [[ $1 == sessions ]] && lines=($'@latest\\tthe newest session' $lines)
  for line in $lines; do
    offers+=("\${line%%$'\\t'*}")
    [[ $line == *$'\\t'* ]] && line="\${(r:12:)\${line%%$'\\t'*}}  \${line#*$'\\t'}"
    shown+=("$line")
  done
  # In the order in which they come: the newest first.
  compadd -V $1 -l -d shown -a offers
}
${$.map(o=>`_amber_${o}() { _amber_offers ${o} }
`).join("")}_amber() {
  local -a commands
  commands=(
${e.flatMap(U).join("")}  )
  if (( CURRENT == 2 )); then
    _describe command commands
  else
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
${n.join("")}    esac
  fi
}
if [[ $funcstack[1] == _amber ]]; then _amber "$@"; else compdef _amber amber; fi
`}function U({name:e,aliases:n,summary:o}){return[[e,o],...n.map(s=>[s,`the same as ${e}`])].map(s=>`    ${t(s.join(":"))}
`)}function H({names:e,about:n,takes:o}){let r=n.replace(/[[\]:\\]/g,"\\$&"),s=o==="nothing"?"":o==="file"?":file:_files":o==="directory"?":directory:_files -/":m(o)?`:names:_values -s , name ${o.listOf.join(" ")}`:o==="text"?":value: ":l(o)?`:value:_amber_${o}`:`:value:(${o.join(" ")})`;return`'*'${e.length===1?e[0]??"":`{${e.join(",")}}`}${t(`[${r}]${s}`)}`}function Q(e){return e==="sessions"?[t("*:session:_amber_sessions")]:e==="session"?[t("1:session:_amber_sessions")]:e==="agents"?[t("1:agent:_amber_agents")]:e===void 0?[]:[t(`1:word:(${e.join(" ")})`)]}function V(e){if(e===void 0)return[];let n=Object.entries(e).map(([o,r])=>`${o}) compadd ${r.join(" ")} ;;`);return[t(`2:word:{ case $words[2] in ${n.join(" ")} esac }`)]}var S={bash:R,zsh:M,fish:v};function ge(e,n=B){let o=new y("completion").description("Prints a completion script.").addArgument(new C("<shell>","the shell it is for").choices(Object.keys(S)));return O(o,{examples:[{run:'eval "$(amber completion bash)"',what:"for this shell"},{run:"amber completion bash > amber.bash",what:"for good: put it into ~/.local/share/bash-completion/completions/amber"},{run:"amber completion zsh > _amber",what:"for zsh: into a folder of $fpath"},{run:"amber completion fish > amber.fish",what:"for fish: put it into ~/.config/fish/completions/"}],exits:[0,2],exitWords:{0:"printed"}}).action(async r=>{e.exitCode=await n(e,{shell:r,program:o.parent})})}async function B(e,{shell:n,program:o}){if(o===null)throw new b("INTERNAL","completion stands outside of its tree");return await e.stdout.write(S[n]?.(P(o))??""),0}export{ge as command};
