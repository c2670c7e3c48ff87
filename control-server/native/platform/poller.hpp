// SPDX-License-Identifier: GPL-2.0-or-later
//
// Waits for handles to become ready. `wait`, `watch*` and `forget` belong to one thread; `wake`
// may be called on any.
#pragma once

#include "handle.hpp"

#include <cstddef>
#include <cstdint>

namespace playalter {

struct Ready {
	uint64_t token;
	bool is_readable;
	bool is_hung_up;
};

class Poller {
public:
	// Returned by `wait` after `wake`.
	static constexpr uint64_t kWakeToken = ~0ull;
	static constexpr size_t kReadyMax = 32;

	// Throws Fault listener_failed.
	Poller();

	// Reports for as long as there is something to read. False if the system refuses.
	bool watch(int handle, uint64_t token);
	// Reports each signal once, so that the doorbell need not be read: nothing that the peer does
	// to a descriptor that it shares with us can make us wait in a read.
	bool watch_signals(int handle, uint64_t token);
	// Of a handle that is watched: hang-up only, or everything again.
	void set_muted(int handle, uint64_t token, bool is_muted);
	void forget(int handle);

	// Number of entries of `ready`, 0 when the time is over. Negative time-out: for ever. Throws
	// Fault listener_failed.
	size_t wait(Ready (&ready)[kReadyMax], int timeout_ms);
	void wake();

private:
	Handle poll_;
	Handle wake_;
};

} // namespace playalter
