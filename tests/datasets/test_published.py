"""Layouts of published collections, each read as it is unpacked, or with a line that says how."""

import pytest
from support.collections import make

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.discovery import describe_folder
from hbvae.datasets.listing import list_tracks

WORDS = "all the night we dance\nand all the day we sleep\n"
GENRES = ("blues", "rock")


def listed(folder, recordings, **texts):
    """The tracks of a collection, and all remarks; '/' in names of texts is two underscores."""
    make(folder, recordings)
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    remarks = []
    config = DatasetDescription.from_mapping("x", describe_folder(str(folder), remarks.append))
    listing = list_tracks(config, max_rejected=0.1)
    return listing.tracks, "\n".join([*remarks, *listing.remarks])


@pytest.mark.parametrize("ending", [".mp3", ".low.mp3"])
def test_mtg_jamendo(tmp_path, ending):
    tags = ["genre---rock", "mood/theme---calm", "genre---pop"]
    rows = [
        f"track_{i:07d}\tartist_1\talbum_1\t{i % 4:02d}/{i}.mp3\t200.5\t" + "\t".join(tags[i % 2 :])
        for i in range(1000, 1008)
    ]
    header = "TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS"
    recordings = [f"{i % 4:02d}/{i}{ending}" for i in range(1000, 1008)]
    tracks, remarks = listed(tmp_path, recordings, raw_DOT_tsv="\n".join([header, *rows]))
    genres = {int(track.path[3:7]): track.labels["genre"] for track in tracks}
    assert genres == {i: ("rock", "pop")[i % 2] for i in range(1000, 1008)}
    assert tracks[0].others == {"genre": ("pop",)}
    assert "'TAGS' is genre" in remarks
    assert "of its tags, those that begin with 'genre---' are used" in remarks


def test_moods_of_mtg_jamendo(tmp_path):
    header = "TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS"
    rows = [f"track_{i}\ta\tb\t{i}.mp3\t9\tmood/theme---{('sad', 'calm')[i % 2]}" for i in range(6)]
    text = "\n".join([header, *rows])
    tracks, _ = listed(tmp_path, [f"{i}.mp3" for i in range(6)], moods_DOT_tsv=text)
    assert [track.labels for track in tracks] == [{"label": "sad"}, {"label": "calm"}] * 3


def test_free_music_archive(tmp_path):
    ids = (2, 5, 10, 140, 141, 1482)
    header = ",artist,track,track,set\n,name,genre_top,title,subset\ntrack_id,,,,\n"
    rows = "".join(f'{i},A,{"Rock" if i % 2 else "Hip-Hop"},"T, t",small\n' for i in ids)
    features = "feature,tonnetz,tonnetz\nstatistics,std,std\nnumber,01,02\ntrack_id,,\n2,1.5,2.5\n"
    tracks, remarks = listed(
        tmp_path,
        [f"fma_small/{i // 1000:03d}/{i:06d}.mp3" for i in ids],
        fma_metadata__tracks_DOT_csv=header + rows,
        fma_metadata__features_DOT_csv=features,
    )
    labels = [track.labels["genre"] for track in tracks]
    assert labels == ["Hip-Hop", "Rock", "Hip-Hop", "Hip-Hop", "Rock", "Hip-Hop"]
    assert "'track_id' is the recording, 'track.genre_top' is genre" in remarks
    assert "fma_metadata/features.csv is not used: it has no usable column with lyrics" in remarks


@pytest.mark.parametrize("has_both", [False, True])
def test_gtzan_of_kaggle(tmp_path, has_both):
    clips = [f"{genre}.0000{i}" for genre in GENRES for i in range(4)]
    header = "filename,length,chroma_stft_mean,tempo,label\n"
    tables = {"Data__features_30_sec_DOT_csv": header + "".join(
        f"{clip}.wav,661794,0.35,123,{clip[:-6]}\n" for clip in clips
    )}  # fmt: skip
    if has_both:
        tables["Data__features_3_sec_DOT_csv"] = header + "".join(
            f"{clip}.{part}.wav,66149,0.35,123,{clip[:-6]}\n" for clip in clips for part in range(9)
        )
    files = [f"Data/genres_original/{clip[:-6]}/{clip}.wav" for clip in clips]
    files += [f"Data/images_original/{clip[:-6]}/{clip.replace('.', '')}.png" for clip in clips]
    tracks, remarks = listed(tmp_path, files, **tables)
    assert [track.labels["label"] for track in tracks] == [clip[:-6] for clip in clips]
    assert "features_30_sec.csv: it has rows for 8 of 8 recordings" in remarks
    assert ("features_3_sec.csv is not used" in remarks) == has_both


@pytest.mark.parametrize("separator", ["\t", "<SEP>"])
@pytest.mark.parametrize("name", ["genres_DOT_txt", "genres_DOT_tsv"])
def test_million_song_dataset(tmp_path, separator, name):
    ids = [f"TRAAA{letter}W128F429D538" for letter in "ABCDEF"]
    rows = [f"{song}{separator}{('Pop', 'Rock')[i % 2]}" for i, song in enumerate(ids)]
    files = [f"{song[2]}/{song[3]}/{song[4]}/{song}.mp3" for song in ids]
    text = "\n".join([f"track_id{separator}genre", *rows])
    tracks, remarks = listed(tmp_path, files, **{name: text})
    assert [track.labels["genre"] for track in tracks] == ["Pop", "Rock"] * 3
    assert "'track_id' is the recording, 'genre' is genre" in remarks


def test_a_list_without_a_header_is_named(tmp_path):
    ids = [f"TRAAA{letter}W128F429D538" for letter in "ABCDEF"]
    rows = "".join(f"{song}<SEP>Rock\n" for song in ids)
    _, remarks = listed(tmp_path, [f"{song}.mp3" for song in ids], tags_DOT_txt=rows)
    assert "tags.txt is not used: its first line names a recording: add a line above it" in remarks


def test_jamendo_lyrics(tmp_path):
    songs = ["Avercage_-_Embers", "Color_Out_-_Falling", "HILA_-_Give", "Cortez_-_Feel"]
    header = "URL,Filepath,Artist,Title,Genre,LyricOverlap,Polyphonic,NonLexical,Language\n"
    table = header + "".join(
        f"https://x/{i},{song}.mp3,A,T,{('Rock', 'Pop')[i % 2]},True,False,False,"
        f"{('English', 'German')[i // 2]}\n"
        for i, song in enumerate(songs)
    )
    texts = {f"lyrics__{song}_DOT_txt": WORDS for song in songs}
    texts |= {f"lyrics__{song}_DOT_words_DOT_txt": "all\nthe\nnight\n" for song in songs}
    texts |= {f"annotations__lines__{song}_DOT_csv": "start_time,end_time\n0,2\n" for song in songs}
    files = [f"mp3/{song}.mp3" for song in songs]
    tracks, remarks = listed(tmp_path, files, JamendoLyrics_DOT_csv=table, **texts)
    by_song = {track.path[4:-4]: track for track in tracks}
    assert [by_song[song].labels["genre"] for song in songs] == ["Rock", "Pop", "Rock", "Pop"]
    assert [by_song[song].labels["language"] for song in songs] == ["English"] * 2 + ["German"] * 2
    assert all(track.lyrics.split() == WORDS.split() for track in tracks)
    assert "'Filepath' is the recording" in remarks


def test_music4all(tmp_path):
    """Two of its tables say something: the run names them and what to do; lyrics are found."""
    ids = ["0009fFIM1eYThaPg", "0010xmHR6UICBOYT", "002Jyd0vN4HyCpqL", "006TYKNjNxWjfKjy"]
    tables = {
        "id_genres_DOT_csv": "id\tgenres\n" + "".join(
            f"{song}\t{('jazz', 'pop,rock')[i % 2]}\n" for i, song in enumerate(ids)),
        "id_lang_DOT_csv": "id\tlang\n" + "".join(
            f"{song}\t{('pt', 'en')[i % 2]}\n" for i, song in enumerate(ids)),
        "id_information_DOT_csv": "id\tartist\tsong\n" + "".join(f"{song}\tA\tS\n" for song in ids),
    }  # fmt: skip
    texts = {f"lyrics__{song}_DOT_txt": WORDS for song in ids}
    tracks, remarks = listed(tmp_path, [f"audios/{song}.mp3" for song in ids], **tables, **texts)
    assert all(track.lyrics.split() == WORDS.split() for track in tracks)
    assert "none of id_genres.csv, id_lang.csv is used" in remarks
    assert "join them, rename one to metadata.csv, or name one in a description" in remarks


@pytest.mark.parametrize(
    "files, table, text, expected",
    [
        (
            [f"musicnet/train_data/{i}.wav" for i in (1727, 1728, 1729, 1730)],
            "musicnet_metadata_DOT_csv",
            "id,composer,seconds\n1727,Schubert,447\n1728,Mozart,251\n1729,Bach,44\n",
            "musicnet_metadata.csv is not used: it has no usable column with lyrics, language",
        ),
        (
            [f"mp3/{i}/song-{i}.mp3" for i in range(4)],
            "annotations_final_DOT_csv",  # MagnaTagATune
            '"clip_id"\t"rock"\t"mp3_path"\n' + "".join(f'"{i}"\t"1"\t"{i}/song-{i}.mp3"\n' for i in range(4)),  # noqa: E501
            "annotations_final.csv is not used: it has no usable column with lyrics, language",
        ),
        (
            [f"MEMD_audio/{i}.mp3" for i in (2, 3, 4, 5)],
            "annotations__static_DOT_csv",  # DEAM
            "song_id, valence_mean\n2, 3.1\n3, 3.5\n4, 5.7\n5, 4.4\n",
            "annotations/static.csv is not used: it has no usable column with lyrics, language",
        ),
    ],
    ids=["MusicNet", "MagnaTagATune", "DEAM"],
)  # fmt: skip
def test_a_table_with_other_labels_has_a_remark(tmp_path, files, table, text, expected):
    tracks, remarks = listed(tmp_path, files, **{table: text})
    assert len(tracks) == len(files)
    assert expected in remarks
    assert "state the contents of its columns in a description" in remarks
