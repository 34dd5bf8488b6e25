"""An upload is examined where it can do no harm, and its name does none."""

import io
from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from network.files import sandbox
from network.files.checking import PICTURES, FileType, KeptAs, Rejected
from network.files.images import MOST_PORTRAIT_BYTES
from network.files.names import MOST_LETTERS, harmless
from network.files.serving import download
from tests.factories import ProfileFactory
from tests.files import pdfs, pictures
from tests.files.corpus import built
from tests.files.kept import sent

PDF = pdfs.of_pages(1)


class TestExamination:
    @pytest.mark.django_db
    def test_it_is_done_in_another_process(self, as_user):
        profile = ProfileFactory()
        answer = as_user(profile.user).post(
            reverse("profile-edit", args=["files"]), {"cv": sent(PDF), "photo": sent(b"MZ", "me.jpg")}
        )
        assert "This file type is not accepted" in str(answer.context["form"].errors["photo"])
        assert "cv" not in answer.context["form"].errors

    @pytest.mark.parametrize("name", ["iphone.heic", "pic.avif", "p3.jpg"])
    def test_what_telephones_take_is_decoded_within_its_bounds(self, name):
        checked = sandbox.examine(pictures.data(name), PICTURES, "en")
        assert checked.media_type == "image/jpeg"

    def test_a_photograph_of_24_megapixels_becomes_a_portrait_within_its_bounds(self):
        checked = sandbox.examine(built(pictures.photograph), PICTURES, "en", kept_as=KeptAs.PORTRAIT)
        assert len(checked.content) <= MOST_PORTRAIT_BYTES

    def test_the_reason_comes_in_the_language_of_the_uploader(self):
        with pytest.raises(Rejected, match="Ce type de fichier"):
            sandbox.examine(b"MZ", PICTURES, "fr")

    @pytest.mark.parametrize(("bound", "most"), [("MOST_SECONDS", 0.05), ("MOST_MEMORY_BYTES", 150_000_000)])
    def test_what_takes_too_much_time_or_memory_is_turned_down_with_a_sentence(self, monkeypatch, bound, most):
        monkeypatch.setattr(sandbox, bound, most)
        with pytest.raises(Rejected, match="too complex to be examined"):
            sandbox.examine(pictures.saved(pictures.painting((4000, 3200)), "PNG"), PICTURES, "en")

    @pytest.mark.parametrize(
        "answer", [b'{"media_type": "text/html"}\nx', b'{"media_type": "image/png"}\nx', b"x", b""]
    )
    def test_what_a_hostile_file_makes_the_other_process_say_is_not_believed(self, monkeypatch, answer):
        command = [sandbox.sys.executable, "-c", f"import sys; sys.stdout.buffer.write({answer!r})"]
        run = sandbox.subprocess.run
        monkeypatch.setattr(sandbox.subprocess, "run", lambda _command, **options: run(command, **options))
        with pytest.raises(Rejected, match="damaged"):
            sandbox.examine(PDF, {FileType.PDF}, "en")

    def test_the_other_process_is_told_no_secrets(self, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "zq-secret")
        seen = {}

        def run(command, **options):
            seen.update(options["env"], command=" ".join(command))
            raise sandbox.subprocess.TimeoutExpired(command, 1)

        monkeypatch.setattr(sandbox.subprocess, "run", run)
        with pytest.raises(Rejected):
            sandbox.examine(PDF, {FileType.PDF}, "en")
        assert "zq-secret" not in str(seen)
        assert seen.keys() == {"LC_ALL", "command"}


class TestNames:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\Amina\\CV.docx", "CV.pdf"),
            ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
            ("CV_\u202efdp.exe", "CV_fdp.pdf"),
            ("سيرة ذاتية.pdf", "سيرة ذاتية.pdf"),
            ('quo"te;x=y.pdf', "quo_te;x=y.pdf"),
            ("...", "file.pdf"),
            ("x" * 200 + ".pdf", "x" * 96 + ".pdf"),
        ],
    )
    def test_a_name_is_made_harmless(self, given, shown):
        assert harmless(given, "pdf") == shown

    @settings(deadline=None, max_examples=150, derandomize=True)
    @given(name=st.text())
    def test_no_name_breaks_the_header(self, name):
        name = harmless(name, "pdf")
        assert len(name) <= MOST_LETTERS
        stored = SimpleNamespace(open=lambda mode: io.BytesIO(b"x"))
        upload = SimpleNamespace(name=name, media_type="application/pdf", content=stored, is_stored=True)
        header = download(upload).headers["Content-Disposition"]
        assert header.startswith("attachment; filename")
        assert "\n" not in header
        assert header.isascii()
