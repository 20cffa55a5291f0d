#!/bin/sh
home="/home/translations/$LAB_PROJECT"
as() {
    who=$1
    shift
    setpriv --reuid "$who" --regid "$(id -g "$who")" --init-groups -- "$@" 2>/dev/null
}
for maker in june carmen "$LAB_LATE"; do
    for folder in "$home" "$home/layout"; do
        # As their editors save: the group may write
        as "$maker" sh -c 'umask 002; mkdir "$1/of-$2" && echo one >"$1/of-$2/page.txt" && echo two >"$1/$2.txt"' sh "$folder" "$maker" || {
            printf 'found: cannot\nvalue who: %s\nvalue path: %s\n' "$maker" "$folder"
            exit 1
        }
        for who in june carmen "$LAB_LATE"; do
            as "$who" sh -c 'umask 002; echo more >>"$1/of-$2/page.txt" && echo more >>"$1/$2.txt" && echo mine >"$1/of-$2/of-$3.txt"' \
                sh "$folder" "$maker" "$who" || {
                printf 'found: others\nvalue maker: %s\nvalue path: %s\nvalue who: %s\n' "$maker" "$folder" "$who"
                exit 1
            }
        done
    done
done
