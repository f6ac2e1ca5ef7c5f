#!/usr/bin/env bash
# Run once by Gradescope, when it builds the image: installs the course and what its sandbox needs.
set -euo pipefail

source=${AUTOGRADER:-/autograder}/source
apt-get update
apt-get install -y python3 python3-venv bubblewrap
python3 -m venv "$source/venv"
"$source/venv/bin/python" -m pip install --constraint "$source/course/constraints.txt" "$source"/dlcourse-*.whl
