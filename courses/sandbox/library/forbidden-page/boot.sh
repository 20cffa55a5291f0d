#!/bin/sh
service nginx start || true
