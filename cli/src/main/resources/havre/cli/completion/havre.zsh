#compdef havre
# zsh completion for havre; load it with: source <(havre completion zsh)
_havre_table='@TABLE@'

_havre_lookup() {
  local line
  for line in "${(f)_havre_table}"; do
    if [[ "${line%%:*}" == "$1" ]]; then
      print -r -- "${line#*:}"
      return
    fi
  done
}

_havre() {
  local path="" word found
  for word in "${words[@]:1:$((CURRENT - 2))}"; do
    [[ "$word" == -* ]] && continue
    [[ -n "$(_havre_lookup "${path:+$path }$word")" ]] && path="${path:+$path }$word"
  done
  found="$(_havre_lookup "$path")"
  if [[ "${words[CURRENT]}" != -* && -n "$path" && "$found" == --* ]]; then
    case "$path" in
      image*|rmi|run|create|history|save|tag|push) found="$(havre images --format '{{.Repository}}\:{{.Tag}}' 2>/dev/null)" ;;
      network*) found="$(havre network ls --format '{{.Name}}' 2>/dev/null)" ;;
      volume*) found="$(havre volume ls --quiet 2>/dev/null)" ;;
      *) found="$(havre ps --all --format '{{.Names}}' 2>/dev/null)" ;;
    esac
  fi
  compadd -- ${=found}
}

compdef _havre havre
