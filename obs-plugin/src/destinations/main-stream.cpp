// SPDX-License-Identifier: GPL-2.0-or-later
#include "main-stream.hpp"

#include "frontend-functions.hpp"
#include "guard-state.hpp"
#include "guarded-callback.hpp"
#include "user-interface.hpp"

#include <utility>

namespace playalter {

namespace {

EncoderRef ref_of(obs_encoder_t *encoder) { return EncoderRef(encoder ? obs_encoder_get_ref(encoder) : nullptr); }

std::shared_ptr<const MainStream> running_stream()
{
	auto stream = std::make_shared<MainStream>();
	if (obs_output_t *output = frontend_functions()->get_streaming_output()) {
		stream->video = ref_of(obs_output_get_video_encoder(output));
		stream->audio = ref_of(obs_output_get_audio_encoder(output, 0));
		stream->delay_s = obs_output_get_delay(output);
		obs_output_release(output);
	}
	return stream;
}

// The go-live guard stops it as soon as it has started.
bool is_being_stopped() { return (guard_state().stopping & bit_of(LiveOutput::stream)) != 0; }

} // namespace

void MainStreamWatch::begin(Listener listener)
{
	listener_ = std::move(listener);
	if (const FrontendFunctions *frontend = frontend_functions())
		frontend->add_event_callback(on_event, this);
}

void MainStreamWatch::on_event(obs_frontend_event event, void *watch)
{
	auto *self = static_cast<MainStreamWatch *>(watch);
	if (!self->has_ended_)
		run_guarded("an event for destinations", [self, event] { self->handle(event); });
}

void MainStreamWatch::handle(obs_frontend_event event)
{
	switch (event) {
	case OBS_FRONTEND_EVENT_STREAMING_STARTED:
		return note_started();
	case OBS_FRONTEND_EVENT_STREAMING_STOPPING:
		if (is_running_)
			listener_.stopping();
		return;
	case OBS_FRONTEND_EVENT_STREAMING_STOPPED:
		return note_stopped();
	case OBS_FRONTEND_EVENT_FINISHED_LOADING:
		is_loaded_ = true;
		return;
	case OBS_FRONTEND_EVENT_EXIT:
		has_ended_ = true;
		return listener_.exiting();
	default:
		return;
	}
}

void MainStreamWatch::note_started()
{
	if (is_being_stopped() || is_running_.exchange(true))
		return;
	listener_.started(running_stream());
}

void MainStreamWatch::note_stopped()
{
	if (is_running_.exchange(false))
		listener_.stopped();
}

void MainStreamWatch::look_again()
{
	const FrontendFunctions *frontend = frontend_functions();
	if (!is_loaded_ || has_ended_ || frontend->streaming_active() == is_running_)
		return;
	run_on_ui_thread(UiWait::none, [this, frontend] {
		if (has_ended_)
			return;
		if (frontend->streaming_active())
			note_started();
		else
			note_stopped();
	});
}

} // namespace playalter
