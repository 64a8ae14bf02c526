# Do the figures of the USGS files add up to their printed totals?  And would it be noticed?
add_executable(usgs_totals ${CMAKE_CURRENT_LIST_DIR}/usgs_totals.c)
target_compile_options(usgs_totals PRIVATE ${CMSA_WARNINGS})
target_link_libraries(usgs_totals PRIVATE import record base)
set(usgs_input ${CMAKE_SOURCE_DIR}/deploy/input)
add_test(NAME usgs_totals COMMAND usgs_totals ${CMAKE_SOURCE_DIR}/deploy/reference
  mcs2025 ${usgs_input}/usgs_mcs2025_world_data.csv
  mcs2026 ${usgs_input}/usgs_mcs2026_part.csv)
add_test(NAME usgs_totals_notices COMMAND usgs_totals ${CMAKE_SOURCE_DIR}/deploy/reference
  mcs2025 ${CMAKE_CURRENT_LIST_DIR}/../input/usgs_mcs2025_wrong_total.csv)
set_tests_properties(usgs_totals usgs_totals_notices PROPERTIES LABELS acts TIMEOUT 60)
set_tests_properties(usgs_totals_notices PROPERTIES
  PASS_REGULAR_EXPRESSION "unexplained: 1\n")

# And every quantity of every country, read a second time by an independent program.
add_executable(usgs_rows ${CMAKE_CURRENT_LIST_DIR}/usgs_rows.c)
target_compile_options(usgs_rows PRIVATE ${CMSA_WARNINGS})
target_link_libraries(usgs_rows PRIVATE import record base)
find_program(PYTHON3 python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
add_test(NAME usgs_rows COMMAND ${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/usgs_rows.py
  $<TARGET_FILE:usgs_rows> ${CMAKE_SOURCE_DIR}/deploy/reference ${usgs_input})
set_tests_properties(usgs_rows PROPERTIES LABELS acts TIMEOUT 300)
