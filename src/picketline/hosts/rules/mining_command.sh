# HOST-EXE-003 mining-command info..high stable since 0.1
# Title: Command line of a miner
# Why: Miners take a pool, a wallet and an algorithm as arguments; few other programs know
#   these words.
# Limits: A miner that reads a file for its settings, or rewrites its arguments, is not seen.
# Benign: reading (an installed editor, pager or search tool that only mentions the words)
# Next: Note the pool and the wallet, then stop it where it is started.
# Attack: T1496.001
process_mining_command() {
  case $flags in *w*) ;; *) return 0 ;; esac
  set -- "args=$args" "exe=$exe" "parent=$parent_exe" "uid=$uid" "cpu_life=$life" "unit=$unit"
  case ${exe##*/}:$scratch$deleted$memfd in
    grep:000 | rg:000 | ag:000 | vi:000 | vim*:000 | nano:000 | emacs*:000 | less:000 | more:000 | cat:000 | tail:000 | head:000 | sed:000 | man:000 | find:000 | ssh:000 | git:000 | journalctl:000)
      finding HOST-EXE-003 info 0 process "$exe" miner reading "$@"
      ;;
    *sh:000 | sudo:000)
      case $args in
        *grep\ * | *rg\ * | *journalctl\ *) finding HOST-EXE-003 info 0 process "$exe" miner reading "$@" ;;
        *) finding HOST-EXE-003 high 0 process "$exe" miner - "$@" ;;
      esac
      ;;
    *) finding HOST-EXE-003 high 0 process "$exe" miner - "$@" ;;
  esac
}
