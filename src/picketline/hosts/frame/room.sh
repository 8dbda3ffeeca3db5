# The sealed room: nothing of the login's environment reaches what follows.
set -fu
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
umask 077
\unalias -a
unset IFS ENV BASH_ENV CDPATH GLOBIGNORE LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH \
  AWKPATH AWKLIBPATH GREP_OPTIONS GREP_COLORS LS_COLORS LS_BLOCK_SIZE BLOCK_SIZE \
  POSIXLY_CORRECT QUOTING_STYLE TMPDIR TZ XDG_CONFIG_HOME
