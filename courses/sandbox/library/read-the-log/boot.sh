#!/bin/sh
mkdir -p /run/php
service php8.2-fpm start || true
service nginx start || true
