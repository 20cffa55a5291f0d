#!/bin/sh
# Who may do what, tried with the rights of www-data and of somebody who has no business here.
home="/srv/srv/www/$LAB_SITE"
as() { setpriv --reuid "$1" --regid "$1" --clear-groups -- test "$2" "$3"; }
found() {
    echo "found: $1"
    [ $# -lt 2 ] || printf 'value path: %s\n' "${2#/srv}"
    exit 1
}

[ -d "$home/public/catalogo" ] && [ -f "$home/public/index.html" ] || found unreadable "$home/public/index.html"
for path in "$home/public" "$home/public/catalogo" "$home"/public/*.html "$home"/public/*.css "$home"/public/catalogo/*.svg; do
    as 33 -r "$path" || found unreadable "$path"
done
open=$(find "$home" -perm -o+w ! -type l -print -quit)
[ -z "$open" ] || found writable "$open"

list="$home/private/prestamos.csv"
[ -f "$list" ] && [ "$(grep -c '^20' "$list")" -ge 5 ] || found gone
for who in 33 65534; do
    if as "$who" -r "$list"; then found open; fi
done

user=$(nginx -T 2>/dev/null | awk '$1 == "user" { sub(";", "", $2); print $2; exit }')
[ "$user" != root ] || found root
