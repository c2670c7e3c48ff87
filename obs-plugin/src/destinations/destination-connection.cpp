// SPDX-License-Identifier: GPL-2.0-or-later
#include "destination-connection.hpp"

#include "destination-server.hpp"
#include "guarded-callback.hpp"

#include <util/dstr.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace playalter {

namespace {

constexpr char kRtmpOutput[] = "rtmp_output";
constexpr char kMpegTsOutput[] = "ffmpeg_mpegts_muxer";
// What a server that has stopped reading may still hold up.
constexpr int64_t kShutdownS = 5;

struct Service {
	const char *id;
	const char *service; // as OBS's list of services has it, under the same name in OBS 29 to 32
	const char *server;
};

Service service_of(DestinationPlatform platform)
{
	switch (platform) {
	case DestinationPlatform::twitch:
		return {"rtmp_common", "Twitch", "auto"};
	case DestinationPlatform::youtube:
		return {"rtmp_common", "YouTube - RTMPS", "rtmps://a.rtmps.youtube.com:443/live2"};
	case DestinationPlatform::custom:
		return {"rtmp_custom", "", ""};
	}
	return {"rtmp_custom", "", ""};
}

const char *output_id_of(const DestinationSettings &settings)
{
	return server_kind(settings.server) == ServerKind::srt ? kMpegTsOutput : kRtmpOutput;
}

// `codecs` as in "h264;hevc"; without any, the output does not say. Early versions write "AAC".
bool takes_codec(const char *codecs, const obs_encoder_t *encoder)
{
	const char *wanted = obs_encoder_get_codec(encoder);
	if (!codecs || !*codecs || !wanted)
		return wanted != nullptr;
	const std::string list = codecs;
	for (size_t at = 0; at <= list.size();) {
		const size_t end = std::min(list.find(';', at), list.size());
		if (astrcmpi(list.substr(at, end - at).c_str(), wanted) == 0)
			return true;
		at = end + 1;
	}
	return false;
}

// Where OBS's own stream goes to an SRT server, some AAC encoders write headers that RTMP has no place for.
bool writes_adts(const obs_encoder_t *audio)
{
	const DataRef settings(obs_encoder_get_settings(audio));
	return obs_data_get_bool(settings.get(), "set_to_ADTS") && strcmp(obs_encoder_get_id(audio), "ffmpeg_aac") != 0;
}

DestinationPlan::End end_of(int64_t code)
{
	switch (code) {
	case OBS_OUTPUT_SUCCESS:
		return {};
	case OBS_OUTPUT_BAD_PATH:
		return {true, DestinationError::server_invalid};
	case OBS_OUTPUT_CONNECT_FAILED:
		return {true, DestinationError::connect_failed};
	case OBS_OUTPUT_INVALID_STREAM:
		return {true, DestinationError::stream_refused};
	case OBS_OUTPUT_UNSUPPORTED:
		return {true, DestinationError::encoder_unsupported};
	case OBS_OUTPUT_ENCODE_ERROR:
		return {true, DestinationError::encode_failed};
	default:
		return {true, DestinationError::disconnected};
	}
}

} // namespace

DestinationConnection::DestinationConnection(const DestinationSettings &settings, Listener listener)
	: settings_(settings),
	  listener_(std::move(listener))
{
}

DestinationConnection::~DestinationConnection()
{
	if (!output_)
		return;
	signal_handler_t *signals = obs_output_get_signal_handler(output_.get());
	signal_handler_disconnect(signals, "start", on_start, this);
	signal_handler_disconnect(signals, "stop", on_stop, this);
}

void DestinationConnection::on_start(void *connection, calldata_t *)
{
	const auto *self = static_cast<DestinationConnection *>(connection);
	run_guarded("a destination's start", [self] { self->listener_.connected(); });
}

void DestinationConnection::on_stop(void *connection, calldata_t *data)
{
	const auto *self = static_cast<DestinationConnection *>(connection);
	const int64_t code = calldata_int(data, "code");
	run_guarded("a destination's end", [self, code] { self->listener_.ended(end_of(code)); });
}

bool DestinationConnection::has_fitting_encoders(const MainStream &stream) const
{
	if (!stream.video || !stream.audio)
		return false;
	return takes_codec(obs_output_get_supported_video_codecs(output_.get()), stream.video.get()) &&
	       takes_codec(obs_output_get_supported_audio_codecs(output_.get()), stream.audio.get()) &&
	       (strcmp(obs_output_get_id(output_.get()), kRtmpOutput) != 0 || !writes_adts(stream.audio.get()));
}

std::optional<DestinationError> DestinationConnection::start(const std::string &key,
							     std::shared_ptr<const MainStream> stream)
{
	const Service kind = service_of(settings_.platform);
	const DataRef service(obs_data_create());
	obs_data_set_string(service.get(), "service", kind.service);
	obs_data_set_string(service.get(), "server", settings_.server.empty() ? kind.server : settings_.server.c_str());
	obs_data_set_string(service.get(), "key", key.c_str());
	const DataRef options(obs_data_create());
	// The encoder is everybody's: a slow server must not lower its bitrate.
	obs_data_set_bool(options.get(), "dyn_bitrate", false);
	obs_data_set_int(options.get(), "max_shutdown_time_sec", kShutdownS);

	const char *id = output_id_of(settings_);
	const std::string name = "PlayAlter: " + settings_.name;
	if (!obs_output_get_display_name(id))
		return DestinationError::output_unavailable;
	service_.reset(obs_service_create_private(kind.id, name.c_str(), service.get()));
	output_.reset(obs_output_create(id, name.c_str(), options.get(), nullptr));
	if (!service_ || !output_)
		return DestinationError::output_unavailable;
	if (!has_fitting_encoders(*stream))
		return DestinationError::encoder_unsupported;

	stream_ = std::move(stream);
	obs_output_set_video_encoder(output_.get(), stream_->video.get());
	obs_output_set_audio_encoder(output_.get(), stream_->audio.get(), 0);
	obs_output_set_service(output_.get(), service_.get());
	obs_output_set_delay(output_.get(), stream_->delay_s, 0);
	// The plan tries again, not libobs.
	obs_output_set_reconnect_settings(output_.get(), 0, 0);
	signal_handler_t *signals = obs_output_get_signal_handler(output_.get());
	signal_handler_connect(signals, "start", on_start, this);
	signal_handler_connect(signals, "stop", on_stop, this);
	return obs_output_start(output_.get()) ? std::nullopt : std::optional(DestinationError::start_failed);
}

void DestinationConnection::stop()
{
	if (output_)
		obs_output_stop(output_.get());
}

ConnectionFigures DestinationConnection::figures() const
{
	ConnectionFigures figures;
	if (!output_)
		return figures;
	figures.bytes = obs_output_get_total_bytes(output_.get());
	figures.frames_total = uint32_t(std::max(0, obs_output_get_total_frames(output_.get())));
	figures.frames_dropped = uint32_t(std::max(0, obs_output_get_frames_dropped(output_.get())));
	const double congestion = obs_output_get_congestion(output_.get());
	figures.congestion = std::isnan(congestion) ? 0 : std::clamp(congestion, 0.0, 1.0);
	return figures;
}

} // namespace playalter
