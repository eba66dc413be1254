# SPDX-License-Identifier: Apache-2.0
# cmake -DFILE=… -DLIMIT=… -P: fails when FILE has more than LIMIT bytes.
file(SIZE ${FILE} size)
if(size GREATER LIMIT)
  message(FATAL_ERROR "${FILE} has ${size} bytes, more than the ${LIMIT} that it may have")
endif()
