// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which sync offset a source's sound gets where the picture is delayed: pure, without libobs. The truth is
// in the source itself, its sync offset and our recorded share of it; the book only remembers which
// changes have not surely reached the sound yet. One thread at a time.
//
// libobs appends a packet to the sound it has, without looking at the offset, if the offset was 0 for
// the packet before. So a change away from 0 is only heard when a further change follows after a packet.
// A source without a packet in the time between has run dry, and then starts by its offset anyway.
//
//   settled   -> unsettled  a change away from 0: written with one nanosecond too much
//   unsettled -> settled    kSettleNs later: the nanosecond is taken away, or nothing is left to delay
//   unsettled -> unsettled  another wish, or the user's own change: written anew
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace playalter {

// A source's identity, never followed.
using AudioSourceId = const void *;

// A delay of the picture of `carrier`, and a source whose sound is to go with it.
struct AudioWish {
	AudioSourceId carrier;
	AudioSourceId heard;
	uint64_t delay_ns;
};

// Delays on one carrier follow each other, so they add up; of several carriers the largest counts.
// In whole milliseconds, because OBS shows and takes nothing finer. Sources without a wish are not in it.
std::map<AudioSourceId, int64_t> wanted_delays(const std::vector<AudioWish> &wishes);

struct AudioOffset {
	int64_t total_ns; // what OBS has: the user's own part and our share
	int64_t share_ns;

	bool operator==(const AudioOffset &other) const
	{
		return total_ns == other.total_ns && share_ns == other.share_ns;
	}
	bool operator!=(const AudioOffset &other) const { return !(*this == other); }
};

class AudioDelayBook {
public:
	static constexpr int64_t kSettleNs = 500000000;

	// What to write to the source, if anything. Whatever others made of the total stays theirs.
	std::optional<AudioOffset> revise(AudioSourceId source, AudioOffset now, int64_t wanted_ns, int64_t now_ns);

	// Forgets all others: they are gone.
	void keep_only(const std::set<AudioSourceId> &sources);

	// When to revise again though nothing has changed.
	std::optional<int64_t> due_ns() const;

private:
	struct Unsettled {
		AudioOffset written;
		int64_t wanted_ns;
		int64_t due_ns;
	};
	std::map<AudioSourceId, Unsettled> unsettled_;
};

} // namespace playalter
