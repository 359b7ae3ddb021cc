# fish completion for havre; load it with: havre completion fish | source
set -g _havre_table '@TABLE@'

function _havre_lookup
    for line in (string split \n -- $_havre_table)
        set -l parts (string split -m 1 : -- $line)
        if test "$parts[1]" = "$argv[1]"
            string split ' ' -- $parts[2]
            return
        end
    end
end

function _havre_complete
    set -l path
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; and continue
        set -l longer (string trim -- "$path $word")
        if test -n "$(_havre_lookup $longer)"
            set path $longer
        end
    end
    set -l found (_havre_lookup "$path")
    if not string match -q -- '-*' (commandline -ct); and test -n "$path"; and string match -q -- '--*' "$found[1]"
        switch "$path"
            case 'image*' rmi run create history save tag push
                havre images --format '{{.Repository}}:{{.Tag}}' 2>/dev/null
            case 'network*'
                havre network ls --format '{{.Name}}' 2>/dev/null
            case 'volume*'
                havre volume ls --quiet 2>/dev/null
            case '*'
                havre ps --all --format '{{.Names}}' 2>/dev/null
        end
        return
    end
    printf '%s\n' $found
end

complete -c havre -f -a '(_havre_complete)'
