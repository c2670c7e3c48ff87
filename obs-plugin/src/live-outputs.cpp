// SPDX-License-Identifier: GPL-2.0-or-later
#include "live-outputs.hpp"

#include "frontend-functions.hpp"

#include <utility>

namespace playalter {

namespace {

constexpr LiveOutput kOutputs[] = {LiveOutput::stream, LiveOutput::record, LiveOutput::replay_buffer,
				   LiveOutput::virtual_camera};

// Everything below is called only once there was an event of the user interface's: it is there.

// Flags of its own, safe to read anywhere.
bool is_active(LiveOutput output)
{
	switch (output) {
	case LiveOutput::stream:
		return frontend_functions()->streaming_active();
	case LiveOutput::record:
		return frontend_functions()->recording_active();
	case LiveOutput::replay_buffer:
		return frontend_functions()->replay_buffer_active();
	case LiveOutput::virtual_camera:
		return frontend_functions()->virtualcam_active();
	}
	return false;
}

obs_output_t *output_of(LiveOutput output)
{
	switch (output) {
	case LiveOutput::stream:
		return frontend_functions()->get_streaming_output();
	case LiveOutput::record:
		return frontend_functions()->get_recording_output();
	case LiveOutput::replay_buffer:
		return frontend_functions()->get_replay_buffer_output();
	case LiveOutput::virtual_camera:
		return frontend_functions()->get_virtualcam_output();
	}
	return nullptr;
}

// On the thread that starts the output.
void on_output_start(void *is_under_way, calldata_t *)
{
	static_cast<std::atomic<bool> *>(is_under_way)->store(true);
}

constexpr const char *kStartSignals[] = {"starting", "start"};

} // namespace

void LiveOutputs::begin(Listener listener)
{
	listener_ = std::move(listener);
	if (const FrontendFunctions *frontend = frontend_functions())
		frontend->add_event_callback(on_event, this);
	else
		blog(LOG_INFO, "[playalter] no user interface: nothing guards what goes live");
}

void LiveOutputs::on_event(obs_frontend_event event, void *outputs)
{
	auto *self = static_cast<LiveOutputs *>(outputs);
	if (self->has_ended_)
		return;
	try {
		self->handle(event);
	} catch (const std::exception &error) {
		blog(LOG_ERROR, "[playalter] the go-live guard failed: %s", error.what());
	}
}

void LiveOutputs::handle(obs_frontend_event event)
{
	switch (event) {
	case OBS_FRONTEND_EVENT_STREAMING_STARTING:
		return note_starting(LiveOutput::stream);
	case OBS_FRONTEND_EVENT_STREAMING_STARTED:
		return note_started(LiveOutput::stream);
	case OBS_FRONTEND_EVENT_STREAMING_STOPPED:
		return note_stopped(LiveOutput::stream);
	case OBS_FRONTEND_EVENT_RECORDING_STARTING:
		return note_starting(LiveOutput::record);
	case OBS_FRONTEND_EVENT_RECORDING_STARTED:
		return note_started(LiveOutput::record);
	case OBS_FRONTEND_EVENT_RECORDING_STOPPED:
		return note_stopped(LiveOutput::record);
	case OBS_FRONTEND_EVENT_REPLAY_BUFFER_STARTING:
		return note_starting(LiveOutput::replay_buffer);
	case OBS_FRONTEND_EVENT_REPLAY_BUFFER_STARTED:
		return note_started(LiveOutput::replay_buffer);
	case OBS_FRONTEND_EVENT_REPLAY_BUFFER_STOPPED:
		return note_stopped(LiveOutput::replay_buffer);
	case OBS_FRONTEND_EVENT_VIRTUALCAM_STARTED:
		return note_started(LiveOutput::virtual_camera);
	case OBS_FRONTEND_EVENT_VIRTUALCAM_STOPPED:
		return note_stopped(LiveOutput::virtual_camera);
	case OBS_FRONTEND_EVENT_FINISHED_LOADING:
		is_loaded_ = true;
		return listener_.loaded();
	case OBS_FRONTEND_EVENT_PROFILE_CHANGED:
		return listener_.profile_changed();
	case OBS_FRONTEND_EVENT_EXIT:
		has_ended_ = true;
		for (const LiveOutput output : kOutputs)
			forget_start(output);
		return listener_.exiting();
	default:
		return;
	}
}

void LiveOutputs::note_starting(LiveOutput output)
{
	if (phases_[size_t(output)] == Phase::live)
		return;
	phases_[size_t(output)] = Phase::starting;
	forget_start(output); // of a start that failed just now
	guard_state().live.fetch_or(bit_of(output));
	watch_start(output);
	listener_.starting(output);
}

void LiveOutputs::note_started(LiveOutput output)
{
	if (phases_[size_t(output)] == Phase::idle)
		note_starting(output);
	if (phases_[size_t(output)].exchange(Phase::live) == Phase::live)
		return;
	forget_start(output);
	listener_.started(output);
}

void LiveOutputs::note_stopped(LiveOutput output)
{
	if (phases_[size_t(output)].exchange(Phase::idle) == Phase::idle)
		return;
	forget_start(output);
	guard_state().live.fetch_and(~bit_of(output));
	listener_.stopped(output);
}

void LiveOutputs::watch_start(LiveOutput output)
{
	Start &start = starts_[size_t(output)];
	start.is_under_way = std::make_shared<std::atomic<bool>>(false);
	start.output = output_of(output);
	if (!start.output)
		return;
	for (const char *signal : kStartSignals)
		signal_handler_connect(obs_output_get_signal_handler(start.output), signal, on_output_start,
				       start.is_under_way.get());
}

void LiveOutputs::forget_start(LiveOutput output)
{
	Start start = std::exchange(starts_[size_t(output)], Start{});
	if (!start.output)
		return;
	for (const char *signal : kStartSignals)
		signal_handler_disconnect(obs_output_get_signal_handler(start.output), signal, on_output_start,
					  start.is_under_way.get());
	obs_output_release(start.output);
}

bool LiveOutputs::is_under_way(LiveOutput output) const
{
	const Start &start = starts_[size_t(output)];
	// Without an output to ask, the start counts as under way until its end is reported.
	return !start.output || *start.is_under_way || is_active(output);
}

// UI thread, and not within one of its events: what it was about to start has been started or has failed.
void LiveOutputs::compare()
{
	for (const LiveOutput output : kOutputs) {
		const Phase phase = phases_[size_t(output)];
		if (phase == Phase::idle && is_active(output))
			note_started(output);
		else if (phase == Phase::starting && !is_under_way(output))
			note_stopped(output);
		else if (phase == Phase::live && !is_active(output))
			note_stopped(output);
	}
}

void LiveOutputs::look_again()
{
	if (!is_loaded_ || has_ended_)
		return;
	bool is_different = false;
	for (const LiveOutput output : kOutputs) {
		const Phase phase = phases_[size_t(output)];
		is_different |= phase == Phase::starting || (phase == Phase::live) != is_active(output);
	}
	if (!is_different)
		return;
	const auto task = [](void *outputs) {
		auto *self = static_cast<LiveOutputs *>(outputs);
		if (!self->has_ended_)
			self->compare();
	};
	obs_queue_task(OBS_TASK_UI, task, this, false);
}

void LiveOutputs::stop(LiveOutput output)
{
	switch (output) {
	case LiveOutput::stream:
		return frontend_functions()->streaming_stop();
	case LiveOutput::record:
		return frontend_functions()->recording_stop();
	case LiveOutput::replay_buffer:
		return frontend_functions()->replay_buffer_stop();
	case LiveOutput::virtual_camera:
		return frontend_functions()->stop_virtualcam();
	}
}

} // namespace playalter
