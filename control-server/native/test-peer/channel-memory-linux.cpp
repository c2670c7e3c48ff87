// SPDX-License-Identifier: GPL-2.0-or-later
#include "../platform/fault.hpp"
#include "channel-memory.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

namespace playalter {

ChannelMemory create_channel_memory(size_t bytes, int seals)
{
	ChannelMemory channel;
	channel.memory.reset(memfd_create("playalter-channel", MFD_CLOEXEC | MFD_ALLOW_SEALING));
	channel.doorbell.reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
	if (!channel.memory.is_open() || !channel.doorbell.is_open() ||
	    ftruncate(channel.memory.get(), off_t(bytes)) != 0)
		throw Fault("mapping_failed", with_system_reason("The shared memory can't be made.", errno));
	channel.mapping = SharedMapping::map(channel.memory, bytes);
	if (seals != 0 && fcntl(channel.memory.get(), F_ADD_SEALS, seals) != 0)
		throw Fault("mapping_failed", with_system_reason("The shared memory can't be sealed.", errno));
	return channel;
}

void ring(const Handle &doorbell)
{
	eventfd_write(doorbell.get(), 1);
}

} // namespace playalter
