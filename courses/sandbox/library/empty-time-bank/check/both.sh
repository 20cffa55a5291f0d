#!/bin/sh
# The balances as they follow from what people wrote down, whichever file that is in.
host="Host: banco-$LAB_PLACE.example"
status=$(curl -s -m 5 -o /tmp/balances -w '%{http_code}' -H "$host" http://127.0.0.1/saldos)
curl -s -m 5 -o /tmp/hours -H "$host" http://127.0.0.1/
if [ "$status" != 200 ]; then
    printf 'found: down\nvalue status: %s\n' "$status"
    exit 1
fi
while IFS='|' read -r count what; do
    seen=$(grep -cF "$what" /tmp/hours)
    if [ "$seen" != "$count" ]; then
        printf 'found: times\nvalue what: %s\nvalue count: %s\n' "$what" "$seen"
        exit 1
    fi
done <<END
2|Clases de guitarra
1|Arreglo de $LAB_TASK
1|Ayuda con los papeles del registro
1|Masa para los tamales
1|Dar aventón a la cabecera
1|Cambiar el empaque del tinaco
END
while read -r name wanted; do
    found=$(sed -n "s:^<tr><td>$name</td><td>\(.*\)</td></tr>\$:\1:p" /tmp/balances)
    if [ "$found" != "$wanted" ]; then
        printf 'found: balance\nvalue name: %s\nvalue found: %s\nvalue wanted: %s\n' "$name" "${found:--}" "$wanted"
        exit 1
    fi
done <<END
Alicia 0
Beto -1
Carmen -4
Eusebio -1
Graciela -2
Hilario 1
Inés 3
Jacinto 5
Lupe 2
Macario $((LAB_HOURS - 7))
Nieves $((2 - LAB_HOURS))
Oralia 2
END
