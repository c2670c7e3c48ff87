// SPDX-License-Identifier: GPL-2.0-or-later
//
// Shared memory and doorbell on Linux: a sealed memfd and an eventfd. `ring` and `drain` run on any
// thread, the rest on the channel's.
#include "shared-memory.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>

namespace playalter {

namespace {

ChannelError memory_error(const char *call, int number)
{
	return {"mapping_failed", std::string("The system gave no shared memory for the video frames (") + call +
					  ": " + strerror(number) + ")."};
}

} // namespace

SharedMemory SharedMemory::create(size_t bytes, ChannelError &error)
{
	SharedMemory memory;
	memory.fd_ = FileDescriptor(memfd_create("playalter-frames", MFD_CLOEXEC | MFD_ALLOW_SEALING));
	if (!memory.fd_.is_open()) {
		error = memory_error("memfd_create", errno);
		return {};
	}
	if (ftruncate(memory.fd_.get(), off_t(bytes)) != 0) {
		error = memory_error("ftruncate", errno);
		return {};
	}
	// With the size sealed, no access within it can fault because the other side truncated the file.
	// Write seals would also bind this process and the daemon, who both write.
	if (fcntl(memory.fd_.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
		error = memory_error("F_ADD_SEALS", errno);
		return {};
	}
	void *data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory.fd_.get(), 0);
	if (data == MAP_FAILED) {
		error = memory_error("mmap", errno);
		return {};
	}
	memory.data_ = static_cast<uint8_t *>(data);
	memory.bytes_ = bytes;
	if (madvise(data, bytes, MADV_DONTDUMP) != 0) {
		error = memory_error("MADV_DONTDUMP", errno);
		return {};
	}
	return memory;
}

SharedMemory::SharedMemory(SharedMemory &&other) noexcept
	: fd_(std::move(other.fd_)),
	  data_(std::exchange(other.data_, nullptr)),
	  bytes_(std::exchange(other.bytes_, 0))
{
}

SharedMemory &SharedMemory::operator=(SharedMemory &&other) noexcept
{
	if (this != &other) {
		unmap();
		fd_ = std::move(other.fd_);
		data_ = std::exchange(other.data_, nullptr);
		bytes_ = std::exchange(other.bytes_, 0);
	}
	return *this;
}

SharedMemory::~SharedMemory()
{
	unmap();
}

void SharedMemory::unmap()
{
	if (data_)
		munmap(data_, bytes_);
	data_ = nullptr;
	bytes_ = 0;
}

void SharedMemory::prefault(size_t offset_bytes, size_t bytes)
{
	if (!data_ || offset_bytes >= bytes_)
		return;
	const size_t page = size_t(sysconf(_SC_PAGESIZE));
	const size_t begin = offset_bytes / page * page;
	const size_t end = bytes > bytes_ - offset_bytes ? bytes_ : offset_bytes + bytes;
#ifdef MADV_POPULATE_WRITE
	madvise(data_ + begin, end - begin, MADV_POPULATE_WRITE);
#else
	// Reading maps the page; the graphics thread's first write then costs a minor fault at most.
	for (size_t at = begin; at < end; at += page)
		(void)*static_cast<volatile uint8_t *>(data_ + at);
#endif
}

Doorbell Doorbell::create(ChannelError &error)
{
	Doorbell bell;
	bell.fd_ = FileDescriptor(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
	if (!bell.fd_.is_open())
		error = {"mapping_failed",
			 std::string("The system gave no event descriptor for the frame channel (eventfd: ") +
				 strerror(errno) + ")."};
	return bell;
}

void Doorbell::ring() noexcept
{
	// Fails only when the counter is full, and then the other side has yet to notice earlier rings.
	const uint64_t one = 1;
	const ssize_t written = write(fd_.get(), &one, sizeof(one));
	(void)written;
}

bool Doorbell::drain() noexcept
{
	uint64_t rings = 0;
	return read(fd_.get(), &rings, sizeof(rings)) == ssize_t(sizeof(rings)) && rings > 0;
}

} // namespace playalter
