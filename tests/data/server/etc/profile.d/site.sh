export EDITOR=vim
[ ! -d /opt/app/bin ] || PATH=$PATH:/opt/app/bin
