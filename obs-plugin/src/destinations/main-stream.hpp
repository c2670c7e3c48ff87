// SPDX-License-Identifier: GPL-2.0-or-later
//
// OBS's own stream, as far as destinations need it: when it runs, and the encoders that they share.
#pragma once

#include <obs-module.h>

#include <obs-frontend-api.h>

#include <atomic>
#include <functional>
#include <memory>

namespace playalter {

struct EncoderRelease {
	void operator()(obs_encoder_t *encoder) const { obs_encoder_release(encoder); }
};
using EncoderRef = std::unique_ptr<obs_encoder_t, EncoderRelease>;

struct MainStream {
	EncoderRef video;
	EncoderRef audio;
	// A delay is there to protect somebody: every destination has it too.
	uint32_t delay_s = 0;
};

class MainStreamWatch {
public:
	struct Listener {
		// The UI thread, each.
		std::function<void(std::shared_ptr<const MainStream>)> started;
		std::function<void()> stopping;
		std::function<void()> stopped;
		std::function<void()> exiting;
	};

	// UI thread, once. Without a user interface nothing is ever heard.
	void begin(Listener listener);

	// Any thread but the graphics one: puts right, on the UI thread, what OBS did not tell while it loaded scenes.
	void look_again();

private:
	static void on_event(obs_frontend_event event, void *watch);
	void handle(obs_frontend_event event);
	void note_started();
	void note_stopped();

	Listener listener_;
	std::atomic<bool> is_running_{false};
	std::atomic<bool> is_loaded_{false};
	std::atomic<bool> has_ended_{false};
};

} // namespace playalter
