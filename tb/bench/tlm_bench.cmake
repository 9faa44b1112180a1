add_executable(tlm_bench tlm_bench.cpp)
target_link_libraries(tlm_bench PRIVATE vtd::tlm vtd::tables vtd_warnings)
vtd_add_test(NAME tlm_bench_runs LABELS bench COMMAND tlm_bench --iterations 2000 --repeats 1 --json)

# Simulated time: the same on every machine.
add_executable(at_bench at_bench.cpp)
target_link_libraries(at_bench PRIVATE vtd::tlm vtd::tables vtd_warnings)
vtd_add_test(NAME at_bench_runs LABELS bench COMMAND at_bench --requests=400)

# Traffic of a real kernel.
find_package(CLI11 REQUIRED)
add_executable(replay_bench replay_bench.cpp)
target_link_libraries(replay_bench PRIVATE vtd_replayer CLI11::CLI11 vtd_warnings)
target_compile_definitions(replay_bench PRIVATE
  VTD_BENCH_RECORDING="${PROJECT_SOURCE_DIR}/tb/replay/linux-scalable.vtd")
if(VTD_RTL)
  target_compile_definitions(replay_bench PRIVATE VTD_BENCH_RTL)
endif()
vtd_add_test(NAME replay_bench_runs LABELS bench COMMAND replay_bench --iterations 12000 --repeats 1 --json)
