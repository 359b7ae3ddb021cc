# bash completion for havre; load it with: source <(havre completion bash)
_havre_table='@TABLE@'

_havre_lookup() {
  local line
  while IFS= read -r line; do
    if [[ "${line%%:*}" == "$1" ]]; then
      printf '%s' "${line#*:}"
      return
    fi
  done <<<"$_havre_table"
}

_havre_names() {
  case "$1" in
    image*|rmi|run|create|history|save|tag|push|"container run"|"container create")
      havre images --format '{{.Repository}}:{{.Tag}}' 2>/dev/null ;;
    network*) havre network ls --format '{{.Name}}' 2>/dev/null ;;
    volume*) havre volume ls --quiet 2>/dev/null ;;
    *) havre ps --all --format '{{.Names}}' 2>/dev/null ;;
  esac
}

_havre() {
  local current="${COMP_WORDS[COMP_CWORD]}" path="" word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="${COMP_WORDS[i]}"
    [[ "$word" == -* ]] && continue
    if [[ -n "$(_havre_lookup "${path:+$path }$word")" ]]; then
      path="${path:+$path }$word"
    fi
  done
  local words
  words="$(_havre_lookup "$path")"
  if [[ "$current" != -* && -n "$path" && "$words" == --* ]]; then
    words="$(_havre_names "$path")"
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o default -F _havre havre
