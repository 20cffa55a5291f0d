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
copies() { # number, who, domain: with its text, and put there by the mail system
    grep -lF "Message-ID: <$1.$LAB_MARK@$3>" "/srv/home/$2/Maildir/new"/* "/srv/home/$2/Maildir/cur"/* 2>/dev/null | while read -r file; do
        grep -q '^Delivered-To: ' "$file" && grep -qxF "$4." "$file" && echo x
    done | wc -l
}
tries=0
while :; do
    list >/tmp/list
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
    [ "$tries" -lt 8 ] || break
    sleep 0.5
done
printf 'found: missing\nvalue count: %s\nvalue subject: %s\nvalue who: %s\n' "$missing" "$last_subject" "$last_who"
exit 1
