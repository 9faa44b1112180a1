add_executable(tlm_bench tlm_bench.cpp)
target_link_libraries(tlm_bench PRIVATE vtd::tlm vtd::tables vtd_warnings)
vtd_add_test(NAME tlm_bench_runs LABELS bench COMMAND tlm_bench --iterations 2000 --repeats 1 --json)

# Simulated time: the same on every machine.
add_executable(at_bench at_bench.cpp)
target_link_libraries(at_bench PRIVATE vtd::tlm vtd::tables vtd_warnings)
vtd_add_test(NAME at_bench_runs LABELS bench COMMAND at_bench --requests=400)
