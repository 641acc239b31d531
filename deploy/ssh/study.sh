#!/bin/sh
# A study in eight parts on other machines, by GNU parallel over ssh. Beside study.json and a file `hosts` with a machine
# on each line, as ssh knows it; on each, usagi-nn is installed in the folder `study` of the home folder:
#   sh study.sh
#   npx usagi-nn merge runs/study
# Started again, it trains the parts that are missing.
exec parallel --sshloginfile hosts --jobs 1 --retries 3 --joblog study.log --resume-failed \
  --workdir study --transferfile study.json --return runs/study/shards/{}-of-8 \
  "npx usagi-nn run study.json --shard {}/8 --out runs/study --checkpoint-every 1000" ::: 1 2 3 4 5 6 7 8
