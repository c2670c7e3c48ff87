// SPDX-License-Identifier: GPL-2.0-or-later
//
// Hands mappings from the channel's thread to the graphics thread and back for destruction, without a
// lock. The graphics thread only ever moves pointers.
//
//   offered  -> current   graphics thread, `acquire`
//   offered  -> freed     channel thread, `revoke` or a second `offer` before anyone took it
//   current  -> retired   graphics thread, `acquire` after `revoke` or a newer offer
//   retired  -> freed     channel thread, `collect`
#pragma once

#include <atomic>
#include <memory>

#include "frame-mapping.hpp"

namespace playalter {

class MappingExchange {
public:
	MappingExchange() = default;
	// When neither thread makes calls any more.
	~MappingExchange();
	MappingExchange(const MappingExchange &) = delete;
	MappingExchange &operator=(const MappingExchange &) = delete;

	// --- Channel thread ---
	void offer(std::unique_ptr<FrameMapping> mapping);
	// The connection behind the last offer is over: `acquire` gives null from its next call on.
	void revoke();
	// Destroys what the graphics thread has let go of; true if there was something.
	bool collect();
	// What was offered and neither revoked nor rejected since; alive until then. Null: nothing.
	const FrameMapping *offered() const { return last_offer_ ? last_offer_->mapping.get() : nullptr; }

	// --- Graphics thread ---
	// Valid until the next call. `was_retired`, if given: `collect` has work.
	FrameMapping *acquire(bool *was_retired = nullptr) noexcept;
	// What the last `acquire` gave is not to be given again. Its serial, or 0.
	uint64_t reject_current() noexcept;

private:
	struct Lease {
		std::unique_ptr<FrameMapping> mapping;
		std::atomic<bool> is_live{true};
		Lease *next_retired = nullptr;
	};

	bool retire_current() noexcept;

	std::atomic<Lease *> offered_{nullptr};
	std::atomic<Lease *> retired_{nullptr}; // a stack: pushed by the graphics thread, emptied by the other
	Lease *current_ = nullptr;              // graphics thread
	Lease *last_offer_ = nullptr;           // channel thread; alive until `revoke` or the next offer
};

} // namespace playalter
