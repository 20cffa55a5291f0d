#!/bin/sh
set -eu
home="/home/translations/$LAB_PROJECT"
groupadd --gid 1500 translators
for one in june carmen "$LAB_LATE" "$LAB_VISITOR"; do useradd --create-home --shell /bin/bash "$one"; done
usermod -aG translators june
usermod -aG translators carmen

mkdir -p "$home/layout"
cat >"$home/english.txt" <<END
Draft, $LAB_PROJECT

1. You have the right to ask for everything in writing.
2. You have the right to bring somebody who interprets for you.
3. Nobody may ask you for papers in order to let you speak.
END
cat >"$home/espanol.txt" <<END
Borrador, $LAB_PROJECT

1. Tienes derecho a pedir todo por escrito.
2. Tienes derecho a llevar a alguien que interprete.
3. Nadie puede pedirte papeles para dejarte hablar.
END
cat >"$home/glossary.csv" <<'END'
english,español,note
notice,aviso,never «noticia»
hearing,audiencia,
landlord,casero,in the north also «arrendador»
deposit,depósito,
END
printf 'Cover: the hands. Back: telephone numbers, large.\n' >"$home/layout/ideas.txt"
cat >"$home/payments.csv" <<END
who,hours,rate,paid
carmen,12,22.00,by hand
$LAB_LATE,9,22.00,not yet
END
chown june:june "$home" "$home/english.txt" "$home/payments.csv"
chown carmen:carmen "$home/espanol.txt" "$home/glossary.csv"
chown -R "$LAB_LATE:$LAB_LATE" "$home/layout"
chmod 755 "$home" "$home/layout"
chmod 777 "$home"
chmod 644 "$home"/*.txt "$home/payments.csv" "$home/layout/ideas.txt"
chmod 600 "$home/glossary.csv"
touch -d '3 months ago 10:05' /home/translations
touch -d '9 days ago 14:22' "$home/english.txt"
touch -d '4 days ago 11:48' "$home/glossary.csv"
touch -d '3 days ago 16:03' "$home/espanol.txt"
touch -d '5 days ago 09:17' "$home/payments.csv"
touch -d 'yesterday 19:40' "$home/layout/ideas.txt" "$home/layout" "$home"
