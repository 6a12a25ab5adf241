package android.view;

import android.animation.Animator;

/** Moves a view. Nothing is drawn: it is at the end of it in the next turn of the looper. */
public class ViewPropertyAnimator {
    private final View view;
    private Runnable after;
    private Runnable before;
    private Animator.AnimatorListener listener;
    private boolean begun;

    ViewPropertyAnimator(View view) {
        this.view = view;
    }

    private ViewPropertyAnimator begin() {
        if (!begun) {
            begun = true;
            view.post(() -> {
                if (before != null) {
                    before.run();
                }
                if (listener != null) {
                    listener.onAnimationStart(null);
                    listener.onAnimationEnd(null);
                }
                if (after != null) {
                    after.run();
                }
            });
        }
        return this;
    }

    public ViewPropertyAnimator alpha(float value) {
        view.setAlpha(value);
        return begin();
    }

    public ViewPropertyAnimator translationX(float value) {
        return begin();
    }

    public ViewPropertyAnimator translationY(float value) {
        return begin();
    }

    public ViewPropertyAnimator scaleX(float value) {
        return begin();
    }

    public ViewPropertyAnimator scaleY(float value) {
        return begin();
    }

    public ViewPropertyAnimator rotation(float value) {
        return begin();
    }

    public ViewPropertyAnimator setListener(Animator.AnimatorListener to) {
        listener = to;
        return this;
    }

    public ViewPropertyAnimator withEndAction(Runnable action) {
        after = action;
        return begin();
    }

    public ViewPropertyAnimator withStartAction(Runnable action) {
        before = action;
        return begin();
    }

    public void start() {
        begin();
    }

    public void cancel() {}
}
