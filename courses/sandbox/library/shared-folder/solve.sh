#!/bin/sh
set -eu
usermod -aG translators "$LAB_LATE"
cd /home/translations
chgrp -R translators "$LAB_PROJECT"
chmod -R u+rwX,g+rwX,o= "$LAB_PROJECT"
# What is new in these folders belongs to the group as well
find "$LAB_PROJECT" -type d -exec chmod g+s {} +
# The exception
chgrp june "$LAB_PROJECT/payments.csv"
chmod 600 "$LAB_PROJECT/payments.csv"
