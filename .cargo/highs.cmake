# HiGHS is the one dependency that is built with cmake. Most of the time its compiler reads the same headers again, so several
# of its sources are read as one.
if(CMAKE_SOURCE_DIR MATCHES "HiGHS$")
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
  # For tests it need not be optimised as far as what is shipped.
  if("$ENV{PROFILE}" STREQUAL "debug")
    set(CMAKE_CXX_FLAGS_RELEASE "-O1 -DNDEBUG" CACHE STRING "" FORCE)
  endif()
endif()
