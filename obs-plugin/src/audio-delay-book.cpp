// SPDX-License-Identifier: GPL-2.0-or-later
#include "audio-delay-book.hpp"

#include <algorithm>
#include <utility>

namespace playalter {

namespace {

constexpr int64_t kNudgeNs = 1;
constexpr uint64_t kMsNs = 1000000;

} // namespace

std::map<AudioSourceId, int64_t> wanted_delays(const std::vector<AudioWish> &wishes)
{
	std::map<std::pair<AudioSourceId, AudioSourceId>, uint64_t> sums;
	for (const AudioWish &wish : wishes)
		sums[{wish.heard, wish.carrier}] += wish.delay_ns;

	std::map<AudioSourceId, int64_t> wanted;
	for (const auto &[pair, sum_ns] : sums) {
		int64_t &most_ns = wanted[pair.first];
		most_ns = std::max(most_ns, int64_t((sum_ns + kMsNs / 2) / kMsNs * kMsNs));
	}
	return wanted;
}

std::optional<AudioOffset> AudioDelayBook::revise(AudioSourceId source, AudioOffset now, int64_t wanted_ns,
						 int64_t now_ns)
{
	AudioOffset base = now;
	const auto found = unsettled_.find(source);
	const bool was_unsettled = found != unsettled_.end();
	if (was_unsettled) {
		const Unsettled before = found->second;
		const bool is_untouched = now == before.written;
		if (is_untouched && wanted_ns == before.wanted_ns && now_ns < before.due_ns)
			return std::nullopt;
		unsettled_.erase(found);
		if (is_untouched && wanted_ns == before.wanted_ns)
			return AudioOffset{now.total_ns - kNudgeNs, wanted_ns};
		// Who set another total saw ours in milliseconds, without the nudge.
		if (now.total_ns != before.written.total_ns && now.share_ns == before.written.share_ns)
			base.share_ns = before.wanted_ns;
	}

	const AudioOffset target = {base.total_ns - base.share_ns + wanted_ns, wanted_ns};
	if (!was_unsettled && target == now)
		return std::nullopt;
	const bool is_nudge_needed = target.total_ns != 0 && (was_unsettled || now.total_ns == 0);
	if (!is_nudge_needed)
		return target == now ? std::nullopt : std::optional(target);
	const AudioOffset written = {target.total_ns + kNudgeNs, target.share_ns + kNudgeNs};
	unsettled_[source] = {written, wanted_ns, now_ns + kSettleNs};
	return written;
}

void AudioDelayBook::keep_only(const std::set<AudioSourceId> &sources)
{
	for (auto entry = unsettled_.begin(); entry != unsettled_.end();) {
		if (sources.count(entry->first))
			++entry;
		else
			entry = unsettled_.erase(entry);
	}
}

std::optional<int64_t> AudioDelayBook::due_ns() const
{
	std::optional<int64_t> due;
	for (const auto &[source, unsettled] : unsettled_)
		due = due ? std::min(*due, unsettled.due_ns) : unsettled.due_ns;
	return due;
}

} // namespace playalter
