#!/bin/sh
set -eu
Rscript clean.R
Rscript models.R
Rscript plots.R
