// SPDX-License-Identifier: GPL-2.0-or-later
//
// The platform calls under FrameMapping: memory that can be handed to another process and has no
// name in any file system, and a doorbell that wakes that process. One implementation a platform:
// shared-memory-linux.cpp (sealed memfd, eventfd). CMake picks the file.
#pragma once

#include <cstddef>
#include <cstdint>

#include "channel-error.hpp"
#include "file-descriptor.hpp"

namespace playalter {

// Readable, writable, zero-filled memory. Its size is fixed for ever: neither side can shrink it
// under the other. Left out of core dumps, for it holds pictures of faces. Unmapped on destruction;
// the other process's own mapping lives on.
class SharedMemory {
public:
	SharedMemory() = default;
	SharedMemory(SharedMemory &&other) noexcept;
	SharedMemory &operator=(SharedMemory &&other) noexcept;
	SharedMemory(const SharedMemory &) = delete;
	SharedMemory &operator=(const SharedMemory &) = delete;
	~SharedMemory();

	// `bytes`: a multiple of the page size. On failure the object is empty and `error` says why.
	static SharedMemory create(size_t bytes, ChannelError &error);

	bool is_mapped() const { return data_ != nullptr; }
	uint8_t *data() { return data_; }
	const uint8_t *data() const { return data_; }
	size_t size_bytes() const { return bytes_; }
	// Borrowed, for handing over; stays owned by this object.
	int descriptor() const { return fd_.get(); }

	// Fetches the pages of [offset, offset + bytes) now, so that the graphics thread doesn't pay for
	// them later. A hint: failure changes nothing.
	void prefault(size_t offset_bytes, size_t bytes);

private:
	void unmap();

	FileDescriptor fd_;
	uint8_t *data_ = nullptr;
	size_t bytes_ = 0;
};

// A counter that wakes a poller. `ring` never blocks, allocates or takes a lock: any thread.
class Doorbell {
public:
	static Doorbell create(ChannelError &error);

	bool is_open() const { return fd_.is_open(); }
	void ring() noexcept;
	// Takes all rings so far; true if there was one.
	bool drain() noexcept;
	// Borrowed, for poll and for handing over.
	int descriptor() const { return fd_.get(); }

private:
	FileDescriptor fd_;
};

} // namespace playalter
