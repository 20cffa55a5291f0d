#!/bin/sh
# Who was to get what; the last ones may still be on their way when the machine has just started.
set -- carmen ximena nacho
others=""
for one in "$@"; do [ "$one" = "$LAB_WAITING" ] || others="$others $one"; done
set -- $others
first=$1 second=$2
list() {
    cat <<END
1|lupe|antenas.example|Factura de la antena
2|$LAB_WAITING|secundaria.example|Saludo de la secundaria para el lunes
3|$first|bigmail.example|Me pones la de los grillos por favor
4|lupe|telecom.example|Confirmacion de su cita del jueves
5|$second|tejido.example|Capsulas sobre el agua, bloque 2
6|$LAB_WAITING|salud.example|Entrevista: si puedo el viernes
7|lupe|bigmail.example|Se oye bajito en La Cienega
8|$first|bigmail.example|Aviso de asamblea, leer al aire
9|$LAB_WAITING|bigmail.example|Ya contesta por favor
10|$second|bigmail.example|Grabacion del coro
11|lupe|tejido.example|Pago de la red, comprobante
END
}
index() { # of every message of the list that lies in a mailbox: who, number, domain, file
    for who in lupe carmen ximena nacho; do
        grep -sH "^Message-ID: <[0-9]*\.$LAB_MARK@" "/srv/home/$who/Maildir/new"/* "/srv/home/$who/Maildir/cur"/* \
            | sed -n "s/^\(.*\):Message-ID: <\([0-9]*\)\.$LAB_MARK@\([a-z.]*\)>.*\$/$who|\2|\3|\1/p"
    done
}
copies() { # number, who, domain, text: with its text, and put there by the mail system
    grep -F "$2|$1|$3|" /tmp/index | cut -d'|' -f4 | while read -r file; do
        grep -q '^Delivered-To: ' "$file" && grep -qxF "$4." "$file" && echo x
    done | wc -l
}
tries=0
while :; do
    list >/tmp/list
    index >/tmp/index
    missing=0
    while IFS='|' read -r number who from subject; do
        count=$(copies "$number" "$who" "$from" "$subject")
        if [ "$count" -gt 1 ]; then
            printf 'found: twice\nvalue subject: %s\nvalue who: %s\nvalue count: %s\n' "$subject" "$who" "$count"
            exit 1
        fi
        if [ "$count" -eq 0 ]; then
            missing=$((missing + 1))
            last_subject=$subject last_who=$who
        fi
    done </tmp/list
    [ "$missing" -gt 0 ] || exit 0
    tries=$((tries + 1))
    [ "$tries" -lt 6 ] || break
    sleep 0.5
done
printf 'found: missing\nvalue count: %s\nvalue subject: %s\nvalue who: %s\n' "$missing" "$last_subject" "$last_who"
exit 1
