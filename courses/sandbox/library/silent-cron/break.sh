#!/bin/sh
set -eu
useradd --uid 1001 --home-dir /var/lib/mercado --no-create-home --shell /usr/sbin/nologin mercado
home=/var/lib/mercado
mkdir -p "$home/precios" "$home/public"

cat >/usr/local/bin/tabla-precios <<'END'
#!/bin/sh
# Hace la tabla de precios de un día: tabla-precios AAAA-MM-DD
set -eu
dia=${1:?falta el día}
casa=/var/lib/mercado
lista=$casa/precios/$dia.csv
[ -r "$lista" ] || { echo "tabla-precios: no hay precios del $dia" >&2; exit 1; }
nueva=$(mktemp "$casa/public/.tabla.XXXXXX")
{
    echo '<!doctype html><html lang="es"><meta charset="utf-8"><title>Precios</title>'
    echo "<h1>Precios del $dia</h1><table>"
    while IFS=, read -r producto precio; do
        echo "<tr><td>$producto</td><td>\$$precio</td></tr>"
    done <"$lista"
    echo '</table></html>'
} >"$nueva"
chmod 644 "$nueva"
mv "$nueva" "$casa/public/tabla.html"
END
chmod 755 /usr/local/bin/tabla-precios

ago=20
while [ "$ago" -ge 0 ]; do
    day=$(date -d "$ago days ago" +%F)
    cat >"$home/precios/$day.csv" <<END
Jitomate,$((24 + ago * 7 % 9)).00
Nopal,$((LAB_PRICE + ago * 5 % 6)).50
Chile serrano,$((38 + ago * 3 % 11)).00
Frijol bayo,$((42 + ago % 4)).00
Maíz azul,$((18 + ago * 2 % 3)).50
END
    touch -d "$day 02:10" "$home/precios/$day.csv"
    ago=$((ago - 1))
done
chown -R mercado:mercado "$home"
# Made by hand for the last time
last=$(date -d '17 days ago' +%F)
setpriv --reuid 1001 --regid 1001 --clear-groups /usr/local/bin/tabla-precios "$last"
touch -d "17 days ago 09:31" "$home/public/tabla.html" "$home/public"

printf '%s' "# Tabla de precios, todos los días a las $LAB_HOUR:$LAB_MINUTE
$LAB_HOUR $LAB_MINUTE * * * /usr/local/bin/tabla-precios \$(date +%F)
" >/etc/cron.d/tabla.precios
touch -d '16 days ago 20:47' /etc/cron.d/tabla.precios
touch -d '16 days ago 20:31' /usr/local/bin/tabla-precios
cat >/etc/cron.d/README <<'END'
# Tareas de este servidor. Un archivo por tarea; léase man cron, apartado sobre /etc/cron.d.
END
touch -d '3 years ago 11:02' /etc/cron.d/README

# What else cron does here, so that it can be seen to be alive
log=/var/log/syslog
hours=30
while [ "$hours" -ge 1 ]; do
    printf '%s lab CRON[%s]: (root) CMD (   cd / && run-parts --report /etc/cron.hourly)\n' \
        "$(date -d "$hours hours ago" '+%b %e %H'):17:01" $((4200 - hours * 37)) >>"$log"
    hours=$((hours - 1))
done
chown root:adm "$log"
chmod 640 "$log"
