#!/bin/sh
home="/home/translations/$LAB_PROJECT"
as() {
    who=$1
    shift
    setpriv --reuid "$who" --regid "$(id -g "$who")" --init-groups -- "$@" 2>/dev/null
}
case " $(id -Gn "$LAB_VISITOR") " in
*" translators "*) printf 'found: member\nvalue visitor: %s\n' "$LAB_VISITOR"; exit 1 ;;
esac
for path in "$home" "$home/english.txt" "$home/espanol.txt" "$home/glossary.csv" "$home/layout" "$home/layout/ideas.txt" "$home/payments.csv"; do
    if as "$LAB_VISITOR" test -r "$path"; then
        printf 'found: open\nvalue who: %s\nvalue path: %s\n' "$LAB_VISITOR" "$path"
        exit 1
    fi
done
for who in carmen "$LAB_LATE"; do
    if as "$who" test -r "$home/payments.csv"; then
        printf 'found: open\nvalue who: %s\nvalue path: %s\n' "$who" "$home/payments.csv"
        exit 1
    fi
done
as june sh -c 'grep -q "^carmen,12" "$1" && echo >>"$1"' sh "$home/payments.csv" || { echo 'found: shut'; exit 1; }
