"""The vocabulary of the invented organisation; awkward on purpose: quotes, commas, newlines, other scripts."""

FIRST_NAMES = (
    "Ada", "Björn", "Chloé", "Dmitri", "Eun-ji", "Fatima", "Gülşen", "Håkon", "Inés", "João", "Keiko", "Łukasz",
    "Mary Ann", "Nuño", "Olga", "Priya", "Siobhán", "Thérèse", "Zoë", "明",
)  # fmt: skip
LAST_NAMES = (
    "Ångström", "Byron", "Çelik", "D'Angelo", "Erdős", "Fernández", "Grün", "Hughes", "Ivanova", "Jørgensen",
    "O'Brien", "Nguyễn", "Müller-Lüdenscheidt", "Smith, Jr.", "van der Berg", "Wójcik", "Young", "李", "",
)  # fmt: skip
MAILBOXES = (
    "ada", "bjorn", "chloe", "dmitri", "eunji", "fatima", "gulsen", "hakon", "ines", "joao", "keiko", "lukasz",
    "mary.ann", "nuno", "olga", "priya", "siobhan", "therese", "zoe", "ming",
)  # fmt: skip
DOMAINS = ("example.org", "example.com", "example.net", "mail.example.org", "post.example.com")
COUNTRIES = ("Chile", "Côte d'Ivoire", "Deutschland", "España", "United States", "日本", "")
CITIES = ("Zürich", "São Paulo", "Saint-Étienne", "Łódź", "Washington, DC", "Reykjavík", "北京", "", "Portland")
NOTES = (
    "", "", "", None, None,
    'Said "call me later", twice',
    "Moved house\r\nnew address follows",
    "Volunteer; speaks Français, Deutsch",
    "line one\nline two, with a comma and a \"quote\"",
    "=SUM(A1:A2)",
    "50% off? \\o/ 🎉",
)  # fmt: skip
LANGUAGES = ("de", "en", "es", "fr", "ja", None)
TOPICS = (
    "Clean rivers", "Año nuevo", "What we won", "Your petition", "Ärmel hoch!", "Stand with us", "A letter from Zoë",
    "Members' news", '"Enough is enough"', "Winter appeal 🎄",
)  # fmt: skip
MANAGERS = ("A. Manager", "Zoë O'Hara", "B. Müller")
LINKS = (
    "https://www.example.org/donate?src=mail&amount=25",
    "https://www.example.org/petition",
    "https://www.example.org/événements?page=2",
    "https://www.example.org/unsubscribe",
)
# (isp_id, isp_name): mailbox providers of the statistics; "0" is the remainder.
ISPS = (("1", "gmail.com"), ("2", "yahoo.com"), ("3", "outlook.com"), ("4", "gmx.de"), ("0", "others"))
UNCLASSIFIED_ISP = ("99", "unclassified")
COUNTRY_CODES = ("US", "DE", "CL", "ES", "JP")
SYSTEMS = ("Windows", "iOS", "Android", "macOS")
BROWSERS = ("Chrome", "Safari", "Firefox", "Outlook")
