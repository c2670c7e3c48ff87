// SPDX-License-Identifier: GPL-2.0-or-later
#include "audio-delay.hpp"

#include "audio-delay-keeper.hpp"

namespace playalter {

namespace {

// Switched off by the eye, a filter delays nothing.
void on_enable(void *, calldata_t *) { AudioDelayKeeper::shared().wake(); }

} // namespace

AudioDelay::AudioDelay(obs_source_t *mask) : mask_(mask), settings_(std::make_shared<AudioDelaySettings>())
{
	AudioDelayKeeper::shared().add(this);
	signal_handler_connect(obs_source_get_signal_handler(mask_), "enable", on_enable, nullptr);
}

AudioDelay::~AudioDelay()
{
	signal_handler_disconnect(obs_source_get_signal_handler(mask_), "enable", on_enable, nullptr);
	AudioDelayKeeper::shared().remove(this);
}

void AudioDelay::update(AudioDelaySettings settings)
{
	auto next = std::make_shared<const AudioDelaySettings>(std::move(settings));
	{
		std::lock_guard<std::mutex> lock(settings_mutex_);
		settings_.swap(next);
	}
	AudioDelayKeeper::shared().wake();
}

void AudioDelay::tick(uint64_t delay_ns, const obs_source_t *parent) noexcept
{
	const uint64_t before_ns = delay_ns_.exchange(delay_ns, std::memory_order_relaxed);
	if (before_ns == delay_ns && parent == parent_)
		return;
	parent_ = parent;
	AudioDelayKeeper::shared().wake();
}

std::shared_ptr<const AudioDelaySettings> AudioDelay::settings() const
{
	std::lock_guard<std::mutex> lock(settings_mutex_);
	return settings_;
}

} // namespace playalter
