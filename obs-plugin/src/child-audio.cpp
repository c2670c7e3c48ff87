// SPDX-License-Identifier: GPL-2.0-or-later
#include "child-audio.hpp"

namespace playalter {

ChildAudio::ChildAudio(obs_source_t *child, obs_source_t *carrier) : child_(child), carrier_(carrier)
{
	obs_source_add_audio_capture_callback(child_, on_sound, this);
}

ChildAudio::~ChildAudio()
{
	// Waits for a call that is under way.
	obs_source_remove_audio_capture_callback(child_, on_sound, this);
}

void ChildAudio::on_sound(void *audio, obs_source_t *, const audio_data *sound, bool is_muted)
{
	if (!is_muted)
		static_cast<ChildAudio *>(audio)->put_out(*sound);
}

void ChildAudio::put_out(const audio_data &sound)
{
	if (is_heard_elsewhere_.load(std::memory_order_relaxed))
		return;
	obs_audio_info output;
	if (!obs_get_audio_info(&output))
		return;
	obs_source_audio audio = {};
	for (size_t plane = 0; plane < MAX_AV_PLANES; plane++)
		audio.data[plane] = sound.data[plane];
	audio.frames = sound.frames;
	audio.speakers = output.speakers;
	audio.format = AUDIO_FORMAT_FLOAT_PLANAR;
	audio.samples_per_sec = output.samples_per_sec;
	audio.timestamp = sound.timestamp;
	obs_source_output_audio(carrier_, &audio);
}

} // namespace playalter
