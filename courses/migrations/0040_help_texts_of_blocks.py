import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_progress_belongs_to_units_alone"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lessonpage",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 0),
                    ("text", 1),
                    ("picture", 4),
                    ("medium", 11),
                    ("code", 15),
                    ("callout", 19),
                    ("steps", 24),
                    ("comparison", 27),
                ],
                block_lookup={
                    0: (
                        "lms.content.models.blocks.HeadingBlock",
                        (),
                        {"help_text": "Put `backticks` around commands and file names.", "max_length": 200},
                    ),
                    1: (
                        "lms.content.models.blocks.TextBlock",
                        (),
                        {"help_text": "One thought, in a few short paragraphs. A new thought is a new block."},
                    ),
                    2: (
                        "wagtail.images.blocks.ImageBlock",
                        [],
                        {
                            "help_text": "Say in its words what it shows, as you would on the telephone. No file names.",
                            "label": "Picture",
                        },
                    ),
                    3: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "Stands beneath it, for everybody.",
                            "label": "Caption",
                            "max_length": 300,
                            "required": False,
                        },
                    ),
                    4: ("wagtail.blocks.StructBlock", [[("image", 2), ("caption", 3)]], {}),
                    5: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("audio", "Audio"), ("video", "Video")],
                            "help_text": "To listen to, or to watch.",
                            "label": "Kind",
                        },
                    ),
                    6: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {"help_text": "What it is about.", "label": "Title", "max_length": 200},
                    ),
                    7: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {
                            "help_text": "Where the recording is. Nothing loads before a click.",
                            "label": "Address",
                            "max_length": 500,
                        },
                    ),
                    8: (
                        "wagtail.blocks.DecimalBlock",
                        (),
                        {
                            "decimal_places": 1,
                            "help_text": "People who pay for every megabyte decide by it.",
                            "label": "Size in MB",
                            "max_digits": 7,
                            "min_value": 0,
                        },
                    ),
                    9: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {
                            "help_text": "How long it takes from beginning to end.",
                            "label": "Minutes",
                            "max_value": 600,
                            "min_value": 1,
                        },
                    ),
                    10: (
                        "lms.content.models.blocks.CleanRichTextBlock",
                        (),
                        {"help_text": "Everything that is said, for those who cannot listen.", "label": "Transcript"},
                    ),
                    11: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("medium", 5),
                                ("title", 6),
                                ("url", 7),
                                ("megabytes", 8),
                                ("minutes", 9),
                                ("transcript", 10),
                            ]
                        ],
                        {},
                    ),
                    12: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("console", "Console"),
                                ("text", "Text"),
                                ("ini", "INI"),
                                ("apache", "Apache"),
                                ("nginx", "nginx"),
                                ("php", "PHP"),
                                ("python", "Python"),
                                ("dns", "DNS"),
                                ("mail", "Mail headers"),
                            ],
                            "help_text": "“Console” for commands and what they answer.",
                            "label": "Language",
                        },
                    ),
                    13: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "Put `backticks` around commands and file names.",
                            "label": "Caption",
                            "max_length": 300,
                            "required": False,
                        },
                    ),
                    14: (
                        "lms.content.models.blocks.VerbatimBlock",
                        (),
                        {
                            "help_text": "Exactly as it is typed and answered. It is never translated.",
                            "label": "Code",
                            "rows": 6,
                        },
                    ),
                    15: ("wagtail.blocks.StructBlock", [[("language", 12), ("caption", 13), ("code", 14)]], {}),
                    16: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("note", "Note"), ("tip", "Tip"), ("warning", "Warning")],
                            "help_text": "A warning is for what cannot be undone.",
                            "label": "Tone",
                        },
                    ),
                    17: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "Put `backticks` around commands and file names.",
                            "label": "Title",
                            "max_length": 120,
                        },
                    ),
                    18: (
                        "lms.content.models.blocks.CleanRichTextBlock",
                        (),
                        {"help_text": "Two or three sentences.", "label": "Text"},
                    ),
                    19: ("wagtail.blocks.StructBlock", [[("tone", 16), ("title", 17), ("text", 18)]], {}),
                    20: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "Put `backticks` around commands and file names.",
                            "label": "Title",
                            "max_length": 200,
                        },
                    ),
                    21: (
                        "lms.content.models.blocks.CleanRichTextBlock",
                        (),
                        {"help_text": "What to do, and what one should see then.", "label": "Text", "required": False},
                    ),
                    22: ("wagtail.blocks.StructBlock", [[("title", 20), ("text", 21)]], {}),
                    23: (
                        "wagtail.blocks.ListBlock",
                        (22,),
                        {"help_text": "One action each, in order.", "label": "Steps", "min_num": 1},
                    ),
                    24: ("wagtail.blocks.StructBlock", [[("items", 23)]], {}),
                    25: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 20), ("text", 21)]],
                        {"help_text": "Above the other one on a phone.", "label": "Left column"},
                    ),
                    26: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 20), ("text", 21)]],
                        {"help_text": "Beneath the other one on a phone.", "label": "Right column"},
                    ),
                    27: ("wagtail.blocks.StructBlock", [[("left", 25), ("right", 26)]], {}),
                },
                verbose_name="lesson",
            ),
        ),
        migrations.AlterField(
            model_name="quizpage",
            name="questions",
            field=wagtail.fields.StreamField(
                [("one_choice", 6), ("several", 6), ("true_false", 11), ("short_text", 16)],
                block_lookup={
                    0: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "Put `backticks` around commands and file names.",
                            "label": "Question",
                            "max_length": 500,
                        },
                    ),
                    1: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "Put `backticks` around commands and file names.",
                            "label": "Option",
                            "max_length": 300,
                        },
                    ),
                    2: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {"help_text": "Mark what is right.", "label": "This is right", "required": False},
                    ),
                    3: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "What somebody who chose this should learn.",
                            "label": "Feedback",
                            "max_length": 500,
                        },
                    ),
                    4: ("wagtail.blocks.StructBlock", [[("text", 1), ("is_correct", 2), ("feedback", 3)]], {}),
                    5: (
                        "wagtail.blocks.ListBlock",
                        (4,),
                        {
                            "help_text": "Two to eight. They are shown in this order.",
                            "label": "Options",
                            "max_num": 8,
                            "min_num": 2,
                        },
                    ),
                    6: ("wagtail.blocks.StructBlock", [[("prompt", 0), ("options", 5)]], {}),
                    7: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "Put `backticks` around commands and file names.",
                            "label": "Statement",
                            "max_length": 500,
                        },
                    ),
                    8: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "help_text": "Leave it empty where the statement is false.",
                            "label": "The statement is true",
                            "required": False,
                        },
                    ),
                    9: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "What somebody who chose this should learn.",
                            "label": "Feedback for “true”",
                            "max_length": 500,
                        },
                    ),
                    10: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "What somebody who chose this should learn.",
                            "label": "Feedback for “false”",
                            "max_length": 500,
                        },
                    ),
                    11: (
                        "wagtail.blocks.StructBlock",
                        [[("prompt", 7), ("is_true", 8), ("feedback_true", 9), ("feedback_false", 10)]],
                        {},
                    ),
                    12: ("lms.content.models.blocks.LineBlock", (), {"max_length": 200}),
                    13: (
                        "wagtail.blocks.ListBlock",
                        (12,),
                        {
                            "help_text": "Compared without case, accents and outer spaces. The answers of both languages count in both.",
                            "label": "Accepted answers",
                            "min_num": 1,
                        },
                    ),
                    14: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "What somebody who chose this should learn.",
                            "label": "Feedback for a right answer",
                            "max_length": 500,
                        },
                    ),
                    15: (
                        "lms.content.models.blocks.LineBlock",
                        (),
                        {
                            "help_text": "What somebody who chose this should learn.",
                            "label": "Feedback for another answer",
                            "max_length": 500,
                        },
                    ),
                    16: (
                        "wagtail.blocks.StructBlock",
                        [[("prompt", 0), ("accepted", 13), ("feedback_right", 14), ("feedback_wrong", 15)]],
                        {},
                    ),
                },
                verbose_name="questions",
            ),
        ),
    ]
