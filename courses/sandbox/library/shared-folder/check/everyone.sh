#!/bin/sh
# With the accounts of the machine, on a copy of the folder.
home="/home/translations/$LAB_PROJECT"
as() {
    who=$1
    shift
    setpriv --reuid "$who" --regid "$(id -g "$who")" --init-groups -- "$@" 2>/dev/null
}
holds() { # file, text
    grep -qF "$2" "$home/$1" 2>/dev/null || { printf 'found: gone\nvalue path: %s\n' "$home/$1"; exit 1; }
}
holds english.txt 'bring somebody who interprets'
holds espanol.txt 'llevar a alguien que interprete'
holds glossary.csv 'landlord,casero'
holds layout/ideas.txt 'Cover: the hands'
for who in june carmen "$LAB_LATE"; do
    for file in english.txt espanol.txt glossary.csv layout/ideas.txt; do
        as "$who" sh -c 'cat "$1" >/dev/null && echo "a line" >>"$1"' sh "$home/$file" || {
            printf 'found: cannot\nvalue who: %s\nvalue path: %s\n' "$who" "$home/$file"
            exit 1
        }
    done
done
