#!/bin/sh
log=/srv/var/log/agenda/agenda.log
name="salud-$LAB_PLACE.example"
mark="/?visita=$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')"
status=$(curl -s -m 5 -o /tmp/page -w '%{http_code}' -H "Host: $name" "http://127.0.0.1$mark")
if [ "$status" != 200 ] || tail -n 1 "$log" | grep -q ERROR; then
    printf 'found: error\nvalue status: %s\nvalue line: %s\n' "$status" "$(tail -n 1 "$log" | cut -c1-200)"
    exit 1
fi
while read -r wanted; do
    grep -q "$wanted" /tmp/page || { printf 'found: missing\nvalue name: %s\n' "$wanted"; exit 1; }
done <<'END'
Tomar la presi
Plantas de la milpa
Agua limpia en casa
Vivir con az
Partos y parteras
Masaje y descanso
Primeros auxilios
Escuchar a quien est
END
grep -qF "INFO visita $mark " "$log" || { echo 'found: quiet'; exit 1; }
