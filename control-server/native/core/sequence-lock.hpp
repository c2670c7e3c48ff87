// SPDX-License-Identifier: GPL-2.0-or-later
//
// The sequence lock of protocol/channel_layout.h, for both roles. Any thread; one writer per lock.
#pragma once

#include <atomic>
#include <cstdint>

namespace playalter {

// One writer's turn. `even` is the writer's own memory of the lock, never read back from the
// mapping: a peer that scribbles over the lock can confuse only itself.
class SequenceWrite {
public:
	SequenceWrite(std::atomic<uint32_t> &sequence, uint32_t &even) : sequence_(sequence), even_(even)
	{
		sequence_.store(even_ + 1, std::memory_order_relaxed);
		std::atomic_thread_fence(std::memory_order_release);
	}
	~SequenceWrite()
	{
		// 0 means that the slot was never written: skipped when the counter wraps.
		even_ = even_ + 2 == 0 ? 2 : even_ + 2;
		sequence_.store(even_, std::memory_order_release);
	}
	SequenceWrite(const SequenceWrite &) = delete;
	SequenceWrite &operator=(const SequenceWrite &) = delete;

private:
	std::atomic<uint32_t> &sequence_;
	uint32_t &even_;
};

// One reader's attempt: what was copied since construction counts only if `is_whole()` says so.
class SequenceRead {
public:
	explicit SequenceRead(const std::atomic<uint32_t> &sequence)
		: sequence_(sequence),
		  before_(sequence.load(std::memory_order_acquire))
	{
	}
	bool is_being_written() const { return (before_ & 1) != 0; }
	bool is_whole() const
	{
		std::atomic_thread_fence(std::memory_order_acquire);
		return sequence_.load(std::memory_order_relaxed) == before_;
	}

private:
	const std::atomic<uint32_t> &sequence_;
	uint32_t before_;
};

// Reads a field that the other process may be changing, exactly once: what was checked is what is
// used. Ordering comes from the fences above, not from the volatile access.
template<typename T> T load_once(const T &shared)
{
	return *const_cast<const volatile T *>(&shared);
}

} // namespace playalter
