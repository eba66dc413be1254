// SPDX-License-Identifier: Apache-2.0
#pragma once

enum { kPowerKey = 116 };  // KEY_POWER of linux/input-event-codes.h
