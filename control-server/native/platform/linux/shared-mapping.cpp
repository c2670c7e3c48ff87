// SPDX-License-Identifier: GPL-2.0-or-later
#include "../shared-mapping.hpp"

#include "../fault.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <utility>

namespace playalter {

namespace {

// Without these the peer could truncate the memory, and our next read would be a SIGBUS; and with
// F_SEAL_SEAL nothing that we saw here can change later.
constexpr int kSealsNeeded = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

} // namespace

SharedMapping::SharedMapping(SharedMapping &&other) noexcept
	: data_(std::exchange(other.data_, nullptr)),
	  bytes_(std::exchange(other.bytes_, 0))
{
}

SharedMapping &SharedMapping::operator=(SharedMapping &&other) noexcept
{
	std::swap(data_, other.data_);
	std::swap(bytes_, other.bytes_);
	return *this;
}

SharedMapping::~SharedMapping()
{
	if (data_)
		munmap(data_, bytes_);
}

SharedMapping SharedMapping::adopt(const Handle &memory, size_t bytes)
{
	const int seals = fcntl(memory.get(), F_GET_SEALS);
	if (seals < 0 || (seals & kSealsNeeded) != kSealsNeeded)
		throw Fault("mapping_not_sealed", "The shared memory is not sealed against changes of its size.");

	// Sealed is not enough: huge pages are handed out when touched, and end in a SIGBUS when there
	// are none left.
	struct statfs system;
	if (fstatfs(memory.get(), &system) != 0 || system.f_type != TMPFS_MAGIC)
		throw Fault("mapping_failed", "The shared memory is of a kind that can't be used.");

	// After the seals, or it could change in between.
	struct stat file;
	if (fstat(memory.get(), &file) != 0)
		throw Fault("mapping_failed", with_system_reason("The shared memory can't be examined.", errno));
	if (file.st_size < 0 || uint64_t(file.st_size) != bytes)
		throw Fault("mapping_wrong_size", "The shared memory has " + std::to_string(file.st_size) +
							  " bytes instead of " + std::to_string(bytes) + ".");
	return map(memory, bytes);
}

SharedMapping SharedMapping::map(const Handle &memory, size_t bytes)
{
	void *data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory.get(), 0);
	if (data == MAP_FAILED)
		throw Fault("mapping_failed", with_system_reason("The shared memory can't be mapped.", errno));
	return SharedMapping(static_cast<uint8_t *>(data), bytes);
}

} // namespace playalter
