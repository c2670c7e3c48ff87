// SPDX-License-Identifier: GPL-2.0-or-later
//
// Makes what a filter hands over with its hello: a sealed memory and a doorbell. Any thread.
#pragma once

#include "../platform/shared-mapping.hpp"

namespace playalter {

struct ChannelMemory {
	Handle memory;
	Handle doorbell;
	SharedMapping mapping;
};

// `seals` are the F_SEAL_* to put on. Throws Fault mapping_failed.
ChannelMemory create_channel_memory(size_t bytes, int seals);

void ring(const Handle &doorbell);

} // namespace playalter
