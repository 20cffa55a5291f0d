#!/bin/sh
set -eu
# A name without a dot; minute before hour; as whom; a percent sign that stays one
cat >/etc/cron.d/tabla-precios <<END
# Tabla de precios, todos los días a las $LAB_HOUR:$LAB_MINUTE
$LAB_MINUTE $LAB_HOUR * * * mercado /usr/local/bin/tabla-precios \$(date +\%F)
END
rm /etc/cron.d/tabla.precios
su -s /bin/sh mercado -c '/usr/local/bin/tabla-precios $(date +%F)'
