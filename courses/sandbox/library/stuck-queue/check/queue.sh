#!/bin/sh
tries=0
while :; do
    count=$(cd /srv/var/spool/postfix && find maildrop incoming active deferred hold -type f 2>/dev/null | wc -l)
    [ "$count" -gt 0 ] || break
    tries=$((tries + 1))
    if [ "$tries" -ge 6 ]; then
        printf 'found: left\nvalue count: %s\n' "$count"
        exit 1
    fi
    sleep 0.5
done
for who in lupe carmen ximena nacho; do
    id=$(awk -F: -v who="$who" '$1 == who { print $3 }' /srv/etc/passwd)
    other=$(find "/srv/home/$who/Maildir" ! -uid "$id" -print -quit)
    if [ -n "$other" ]; then
        printf 'found: owner\nvalue path: %s\nvalue who: %s\n' "${other#/srv}" "$who"
        exit 1
    fi
    open=$(find "/srv/home/$who/Maildir" -maxdepth 0 -perm /o+rwx -print -quit)
    if [ -n "$open" ]; then
        printf 'found: open\nvalue path: %s\n' "${open#/srv}"
        exit 1
    fi
done
