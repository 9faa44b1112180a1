# Shared by the scripts of this folder; to be sourced from the root of the tree.

# build_preset <preset> <target>...: configures once and builds. Shows the log only if a step fails.
build_preset() {
  local preset=$1 launcher=() log
  shift
  command -v ccache >/dev/null && launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  mkdir -p build
  log=build/$preset.log
  echo "build: preset $preset (log: $log)" >&2
  if ! cmake --preset "$preset" "${launcher[@]}" >"$log" 2>&1; then
    cat "$log" >&2
    return 1
  fi
  if [ -t 1 ]; then
    cmake --build "build/$preset" --parallel "$(nproc)" --target "$@"
  elif ! cmake --build "build/$preset" --parallel "$(nproc)" --target "$@" >>"$log" 2>&1; then
    tail -n 60 "$log" >&2
    return 1
  fi
}

# has_option <name> <argument>...: true if the arguments have --name or --name=value.
has_option() {
  local name=$1 argument
  shift
  for argument in "$@"; do
    case "$argument" in "$name"|"$name"=*) return 0 ;; esac
  done
  return 1
}
