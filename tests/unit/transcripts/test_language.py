import pytest

from sottovoce.adapters.language import MIN_WORDS, detect_language

POLISH = """no więc ja trafiłam tam w styczniu i nikogo nie znałam a potem przyszła taka pani i
powiedziała że sama kiedyś była pacjentką i że jeśli chcę to możemy pójść na spacer i porozmawiać"""
WELSH = """wel mi oeddwn i yn yr ysbyty am ryw ddau fis ac wedyn daeth y ferch yma i siarad efo fi a
dweud ei bod hi wedi bod yno ei hun a bod popeth yn mynd i fod yn iawn yn y diwedd meddai hi"""
URDU = """میں جنوری میں وہاں گئی تھی اور کسی کو نہیں جانتی تھی پھر ایک خاتون آئیں اور انہوں نے کہا کہ وہ
خود بھی کبھی مریضہ رہ چکی ہیں اور اگر میں چاہوں تو ہم باہر چل کر بات کر سکتے ہیں"""
FRENCH = """alors euh moi je suis arrivée là-bas en janvier et je ne connaissais personne et puis il y
a une dame qui est venue me voir et qui m'a dit qu'elle aussi elle avait été malade avant"""
CHINESE = "我一月份到那里的时候谁也不认识后来有一位女士过来跟我说她自己以前也是病人如果我愿意的话我们可以出去走走聊聊天"
ENGLISH = """um so yeah i i were in there like eight weeks and er she come up to me and she goes you
know i've been where you are and i thought right okay then so we we just walked round the park"""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(POLISH, "pl", id="Polish"),
        pytest.param(WELSH, "cy", id="Welsh"),
        pytest.param(URDU, "ur", id="Urdu"),
        pytest.param(FRENCH, "fr", id="French"),
        pytest.param(CHINESE, "zh", id="Chinese, which has no spaces"),
        pytest.param(ENGLISH, "en", id="lower-case English with repairs"),
        pytest.param(ENGLISH.upper(), "en", id="capitals"),
        pytest.param(POLISH + " [inaudible] [laughs] [crosstalk]" * 20, "pl", id="English asides"),
    ],
)
def test_a_few_sentences_of_speech_tell_their_language(text, language):
    found, confidence = detect_language(text)
    assert found == language
    assert 0.8 < confidence <= 1.0


def test_every_marked_interview_is_english_in_any_case(gold_io):
    for interview in gold_io.read_all():
        text = "\n".join(turn.text for turn in interview.turns)
        for version in (text, text.lower(), " ".join(text.split()[:30])):
            language, confidence = detect_language(version)
            assert (language, confidence > 0.8) == ("en", True)


@pytest.mark.parametrize(
    "text", ["", "yes", "[laughs] " * 50, "12 34 " * 50, "yes " * (MIN_WORDS - 1)]
)
def test_too_few_words_are_no_language(text):
    assert detect_language(text) == ("und", 0.0)


def test_a_long_text_is_judged_by_all_of_it():
    assert detect_language(ENGLISH + " " + f"{POLISH} " * 2_000)[0] == "pl"
