#!/bin/sh
set -eu
file=/srv/www/agenda/etc/talleres.ini
# Text with signs of its own: in quotation marks
sed -i 's/^nombre = \(.*grupo nuevo.*\)$/nombre = "\1"/' "$file"
# Year, month, day
sed -i "s/^fecha = \([0-9]\{4\}\)-$LAB_DAY-03\$/fecha = \1-03-$LAB_DAY/" "$file"
curl -fsS -o /dev/null -H "Host: salud-$LAB_PLACE.example" http://127.0.0.1/
